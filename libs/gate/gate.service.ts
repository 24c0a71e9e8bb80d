import { Inject, Injectable } from '@nestjs/common';
import { gateCalls } from '#libs/contracts/index.js';
import { Answers, type CallReply, type CallRequest } from '#libs/platform/bus/index.js';
import { checkInput, checkSegments, coreRules, helpFor } from './domain/index.js';
import { GateStamper } from './gate.stamper.js';

/**
 * Gives the verdicts, and a stamp to what may pass. Keeps no state between two calls, and notes nothing of any text: no
 * log, no counter. A crisis leaves no trace here because there is nothing that it could be left in.
 */
@Injectable()
export class GateService {
  private readonly rules = coreRules;

  constructor(@Inject(GateStamper) private readonly stamper: GateStamper) {}

  /** What a member sends. Crisis comes first; with `goOn` it is cleared with help pinned, and all other rules still apply. */
  @Answers(gateCalls.input)
  async input({ turn, reply, text, goOn, region }: CallRequest<typeof gateCalls.input>): Promise<CallReply<typeof gateCalls.input>> {
    const verdict = checkInput(this.rules, text, goOn);
    const { pack } = this.rules;
    switch (verdict.verdict) {
      case 'crisis':
        return { verdict: 'crisis', help: helpFor(region) };
      case 'size':
        return verdict;
      case 'cleared': {
        const stamped = await this.stamper.cleared(turn, text, pack);
        return { verdict: 'cleared', ...stamped, ...(verdict.help ? { help: helpFor(region) } : {}) };
      }
      case 'blocked': {
        const { id: rule, category, reply: sentence } = verdict.match.rule;
        const stamped = await this.stamper.segment({ turn, reply, seq: 0, final: true, text: sentence, pack });
        return { verdict: 'blocked', rule, category, ...stamped };
      }
    }
  }

  /** What an engine says, piece by piece. A violation ends the reply with the rule's own sentence in its place. */
  @Answers(gateCalls.segments)
  async segments(request: CallRequest<typeof gateCalls.segments>): Promise<CallReply<typeof gateCalls.segments>> {
    const { turn, reply, seq, texts } = request;
    const { pack } = this.rules;
    const place = (index: number, final: boolean, text: string) => ({ turn, reply, seq: seq + index, final, text, pack });
    const { spoken, match } = checkSegments(this.rules, request.before, texts);
    const passed = spoken.map((text, index) => place(index, request.final && index === texts.length - 1, text));
    if (!match) return this.stamper.segments(passed);
    const { id: rule, category, reply: sentence } = match.rule;
    const stamped = await this.stamper.segments([...passed, place(spoken.length, true, sentence)]);
    return { ...stamped, violation: { rule, category } };
  }
}
