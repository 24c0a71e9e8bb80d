import { Injectable } from '@nestjs/common';
import type { EngineKind, EngineTrouble, Uncertainty } from '#libs/contracts/index.js';
import { Config } from '#libs/platform/config/index.js';
import { Log } from '#libs/platform/log/index.js';
import { UncertaintyReader } from './domain/prompts/index.js';
import { type Engine, EngineFailure, type EngineRequest } from './engines/index.js';
import { EnginesService } from './engines.service.js';
import type { ReplyWriter, Violation } from './reply.writer.js';
import { StampVerifier } from './stamp.verifier.js';
import type { Task } from './task.js';
import { TurnContext } from './turn.context.js';
import { Overtaken } from './turn.order.js';
import { pinnedHelp } from './turn.payload.js';

/** L37: tokens that a reply may have. */
const MAX_TOKENS = 1000;

/** How a reply ended. `complete`: its last piece was spoken, by the engine or by the rule that ended it. */
export type Ending = {
  engine: EngineKind;
  model?: string;
  trouble?: EngineTrouble;
  uncertainty?: Uncertainty;
  violation?: Violation;
  complete: boolean;
};

/** Asks the engine and lets its words out through the writer; another engine takes over where the first one fails. */
@Injectable()
export class SpeakingService {
  constructor(
    private readonly engines: EnginesService,
    private readonly context: TurnContext,
    private readonly stamps: StampVerifier,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /** Never throws: what goes wrong is an ending that is not complete. */
  async speak(task: Task, writer: ReplyWriter, signal: AbortSignal): Promise<Ending> {
    try {
      return await this.inOrder(task, writer, signal);
    } catch (error) {
      if (!signal.aborted) this.log.error('turn_failed', error, { turn: task.turn });
      return { engine: 'local', complete: false };
    }
  }

  /** The engine is asked beside the commit; where another turn came between, nothing was said yet, and it is asked anew. */
  private async inOrder(task: Task, writer: ReplyWriter, signal: AbortSignal): Promise<Ending> {
    for (let ahead = task.ahead; ; ahead = undefined) {
      const { request, expected } = await this.requestFor(task, signal, ahead);
      writer.begin(expected);
      try {
        return await this.answer(task, writer, request);
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
      }
    }
  }

  /** Everything in it is stamped: the words by the gate when they came, what was said before when it was said. */
  private async requestFor(
    task: Task,
    signal: AbortSignal,
    ahead: Task['ahead'],
  ): Promise<{ request: EngineRequest; expected: number | undefined }> {
    const { turn, payload } = task;
    const [words, { exchanges: context, expected }] = await Promise.all([
      this.stamps.cleared([payload.certificate], turn, payload.cleared),
      this.context.before(task, signal, ahead),
    ]);
    const help = pinnedHelp(payload) ? { help: true as const } : {};
    return { request: { words, context, pattern: payload.pattern, maxTokens: MAX_TOKENS, signal, ...help }, expected };
  }

  private async answer(task: Task, writer: ReplyWriter, request: EngineRequest): Promise<Ending> {
    const { engine, state } = await this.engines.choose(request.help === true);
    const { model, trouble } = state;
    if (trouble && this.config.onEngineTrouble === 'interrupt') return { engine: 'ollama', model, trouble, complete: false };
    // The model is asked beside the commit; what it says waits in the writer for it.
    this.announce(task, writer, { engine: engine.kind, model: engine.kind === 'ollama' ? model : undefined, trouble });
    try {
      return { engine: engine.kind, model, trouble, ...(await this.drive(engine, request, writer)) };
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.log.warn('engine_failed', { turn: task.turn, trouble: error.trouble });
      return this.takeOver(task, writer, request, { model, trouble: error.trouble });
    }
  }

  /** The model failed: by setting, the local engine goes on, or the turn waits to be asked again. */
  private async takeOver(
    task: Task,
    writer: ReplyWriter,
    request: EngineRequest,
    failed: { model?: string; trouble: EngineTrouble },
  ): Promise<Ending> {
    if (this.config.onEngineTrouble === 'interrupt' || request.signal.aborted) return { engine: 'ollama', ...failed, complete: false };
    const { trouble } = failed;
    const violation = await writer.breakOff();
    if (violation) return { engine: 'ollama', ...failed, violation, complete: true };
    this.announce(task, writer, { engine: 'local', trouble });
    return { engine: 'local', trouble, ...(await this.drive(this.engines.local, request, writer)) };
  }

  private announce({ turn, reply }: Task, writer: ReplyWriter, who: { engine: EngineKind; model?: string; trouble?: EngineTrouble }): void {
    writer.announce({ type: 'engine', turn, reply, ...who });
  }

  private async drive(
    engine: Engine,
    request: EngineRequest,
    writer: ReplyWriter,
  ): Promise<Pick<Ending, 'complete' | 'uncertainty' | 'violation'>> {
    const reader = new UncertaintyReader();
    for await (const draft of engine.answer(request)) {
      const violation = await writer.write(reader.take(draft.forTheGate()));
      if (violation) return { violation, complete: true };
    }
    if (request.signal.aborted) return { complete: false };
    const { text, uncertainty } = reader.finish();
    const violation = (await writer.write(text)) ?? (await writer.finish());
    return violation ? { violation, complete: true } : { uncertainty, complete: true };
  }
}
