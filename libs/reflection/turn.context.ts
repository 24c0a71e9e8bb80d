import { Injectable } from '@nestjs/common';
import type { TurnId } from '#libs/contracts/index.js';
import type { Exchange } from './engines/index.js';
import { StampVerifier } from './stamp.verifier.js';
import type { Task } from './task.js';
import { ReplyPayload, WordsPayload } from './turn.payload.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';

/** Turns before this one that an engine may see; what does not fit its budget is left out by it, oldest first. */
const RECENT_TURNS = 8;

/** What was said before in the same session: each piece opened for this purpose, and its stamp verified again. */
@Injectable()
export class TurnContext {
  constructor(
    private readonly turns: TurnRepository,
    private readonly sealing: TurnSealing,
    private readonly stamps: StampVerifier,
  ) {}

  /** Oldest first. Words that were sent on after a crisis answer are never among them: no model gets those, then or later. */
  async before({ member, session, turn, ordinal }: Task): Promise<Exchange[]> {
    const recent = await this.turns.ofSession(member, session, ordinal, RECENT_TURNS + 1);
    const rows = recent.filter(({ id, state, replyEnvelope }) => id !== turn && state === 'answered' && replyEnvelope);
    if (rows.length === 0) return [];
    const [words, replies] = await Promise.all([
      this.sealing.open(member, 'reflect', WordsPayload, rows.map(wordsOf)),
      this.sealing.open(member, 'reflect', ReplyPayload, rows.map(replyOf)),
    ]);
    const earlier = rows.map(({ id }, index) => this.verified(id, words[index], replies[index]));
    return (await Promise.all(earlier)).filter((found) => found !== undefined);
  }

  private async verified(turn: TurnId, words: WordsPayload | undefined, reply: ReplyPayload | undefined): Promise<Exchange | undefined> {
    if (!words || !reply || words.help) return undefined;
    return {
      words: await this.stamps.cleared([words.certificate], turn, words.cleared),
      reply: await this.stamps.segments(reply.certificates, turn, reply.segments),
    };
  }
}

const wordsOf = ({ wordsItem, words }: TurnRow) => ({ item: wordsItem, collection: 'reflection' as const, envelope: words });
const replyOf = ({ replyItem, replyEnvelope }: TurnRow) => ({
  item: replyItem ?? '',
  collection: 'mirrorback' as const,
  envelope: replyEnvelope ?? Buffer.alloc(0),
});
