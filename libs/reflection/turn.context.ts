import { Injectable } from '@nestjs/common';
import { type MemberId, type ReplyId, type SessionId, signals, type TurnId } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import type { Exchange } from './engines/index.js';
import { StampVerifier } from './stamp.verifier.js';
import type { Task } from './task.js';
import { pinnedHelp, ReplyPayload, WordsPayload } from './turn.payload.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';

/** Turns before this one that an engine may see; what does not fit its budget is left out by it, oldest first. */
const RECENT_TURNS = 8;
/** Exchanges of one member that stay in memory: a few sessions' worth. */
const MOST_KEPT = 64;
type Said = Pick<ReplyPayload, 'segments' | 'certificates'>;

/**
 * What was said before in the same session: each piece opened for this purpose, and its stamp verified again. An answered
 * turn never changes, so its words stay in the memory of this process until its member's vault closes; a turn meets
 * them only after its own were sealed, which needs that vault open for the same purpose.
 */
@Injectable()
export class TurnContext {
  private readonly kept = new Map<MemberId, Map<ReplyId, Exchange>>();

  constructor(
    bus: Bus,
    private readonly turns: TurnRepository,
    private readonly sealing: TurnSealing,
    private readonly stamps: StampVerifier,
  ) {
    bus.for('reflection').onSignal(signals.vaultChanged, ({ member, state }) => state === 'locked' && this.kept.delete(member));
  }

  /** Oldest first. Words that were sent on after a crisis answer are never among them: no model gets those, then or later. */
  async before({ member, session, ordinal }: Task): Promise<Exchange[]> {
    const replies = await this.turns.answeredReplies(member, session, ordinal, RECENT_TURNS);
    const kept = this.keptOf(member);
    const known = replies.map((reply) => kept.get(reply));
    const opened = await this.opened(
      member,
      session,
      replies.filter((_, index) => !known[index]),
    );
    for (const [reply, exchange] of opened) keep(kept, reply, exchange);
    return replies.map((reply, index) => known[index] ?? opened.get(reply)).filter((exchange) => exchange !== undefined);
  }

  /** An answer that was just kept, for the next turn of its session. Not where the vault closed since the turn began. */
  async remember({ member, turn, reply, payload }: Task, said: Said): Promise<void> {
    const kept = this.kept.get(member);
    if (kept) keep(kept, reply, await this.verified(turn, payload, said));
  }

  /** Held through an opening: should the vault close meanwhile, this memory is nobody's any more. */
  private keptOf(member: MemberId): Map<ReplyId, Exchange> {
    const kept = this.kept.get(member) ?? new Map<ReplyId, Exchange>();
    this.kept.set(member, kept);
    return kept;
  }

  private async opened(member: MemberId, session: SessionId, replies: readonly ReplyId[]): Promise<Map<ReplyId, Exchange>> {
    if (replies.length === 0) return new Map();
    const rows = await this.turns.withReplies(member, session, replies);
    const [words, spoken] = await Promise.all([
      this.sealing.open(member, 'reflect', WordsPayload, rows.map(wordsOf)),
      this.sealing.open(member, 'reflect', ReplyPayload, rows.map(replyOf)),
    ]);
    const verified = await Promise.all(rows.map(({ id }, index) => this.verified(id, words[index], spoken[index])));
    return new Map(rows.flatMap(({ reply }, index) => (verified[index] ? [[reply, verified[index]]] : [])));
  }

  private async verified(turn: TurnId, words: WordsPayload | undefined, said: Said | undefined): Promise<Exchange | undefined> {
    if (!words || !said || pinnedHelp(words)) return undefined;
    return {
      words: await this.stamps.cleared([words.certificate], turn, words.cleared),
      reply: await this.stamps.segments(said.certificates, turn, said.segments),
    };
  }
}

const keep = (kept: Map<ReplyId, Exchange>, reply: ReplyId, exchange: Exchange | undefined): void => {
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest) kept.delete(oldest);
  if (exchange) kept.set(reply, exchange);
};

const wordsOf = ({ wordsItem, words }: TurnRow) => ({ item: wordsItem, collection: 'reflection' as const, envelope: words });
const replyOf = ({ replyItem, replyEnvelope }: TurnRow) => ({
  item: replyItem ?? '',
  collection: 'mirrorback' as const,
  envelope: replyEnvelope ?? Buffer.alloc(0),
});
