import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { type MemberId, MirrorError, type ReplyId, type SessionId, signals, type TurnId } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { Log } from '#libs/platform/log/index.js';
import type { Exchange } from './engines/index.js';
import { whenBack } from './parts.patience.js';
import { StampVerifier } from './stamp.verifier.js';
import type { Task } from './task.js';
import { TurnOrder } from './turn.order.js';
import { pinnedHelp, ReplyPayload, WordsPayload } from './turn.payload.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';

/** Exchanges of one member that stay in memory: a few sessions' worth. */
const MOST_KEPT = 64;
/**
 * How long they stay without being used. They go when the vault says that it closed; should that not be heard, this is
 * how long they can outlive it, a third of what the vault itself stays open.
 */
const KEPT_MS = 5 * 60_000;
/** How long a turn waits for a vault or a database that went away, before it is answered without what was said before. */
const OPENING_PATIENCE_MS = 10_000;

type Said = Pick<ReplyPayload, 'segments' | 'certificates'>;
type Kept = { readonly exchanges: Map<ReplyId, Exchange>; timer: NodeJS.Timeout | undefined };

/** `expected`: see `TurnOrder`. */
export type Context = { readonly exchanges: Exchange[]; readonly expected: number | undefined };

/**
 * What was said before in the same session: each piece opened for this purpose, and its stamp verified again. An answered
 * turn never changes, so its words stay in the memory of this process until its member's vault closes; a turn meets
 * them only after its own were sealed, which needs that vault open for the same purpose.
 */
@Injectable()
export class TurnContext implements OnModuleDestroy {
  private readonly kept = new Map<MemberId, Kept>();

  constructor(
    bus: Bus,
    private readonly order: TurnOrder,
    private readonly turns: TurnRepository,
    private readonly sealing: TurnSealing,
    private readonly stamps: StampVerifier,
    private readonly log: Log,
  ) {
    const reflection = bus.for('reflection');
    reflection.onSignal(signals.vaultChanged, ({ member, state }) => state === 'locked' && this.forget(member));
    // One of what was missed may have been that a vault closed.
    reflection.onMissed(() => this.forgetAll());
  }

  onModuleDestroy(): void {
    this.forgetAll();
  }

  /**
   * Once no turn before this one is being answered any more; oldest first. Words that were sent on after a crisis answer
   * are never among them: no model gets those, then or later.
   */
  async before(task: Task, signal: AbortSignal, ahead?: Task['ahead']): Promise<Context> {
    const { member, session } = task;
    const { replies, expected } = await whenBack(() => this.order.before(task, signal, ahead), OPENING_PATIENCE_MS);
    const { exchanges } = this.keptOf(member);
    const known = replies.map((reply) => exchanges.get(reply));
    const missing = replies.filter((_, index) => !known[index]);
    const opened = await whenBack(() => this.opened(member, session, missing), OPENING_PATIENCE_MS);
    for (const [reply, exchange] of opened) keep(exchanges, reply, exchange);
    return { exchanges: replies.map((reply, index) => known[index] ?? opened.get(reply)).filter((found) => found !== undefined), expected };
  }

  /** An answer that was just kept, for the next turn of its session. Not where the vault closed since the turn began. */
  async remember({ member, turn, reply, payload }: Task, said: Said): Promise<void> {
    const exchange = await this.verified(turn, payload, said);
    const kept = this.kept.get(member);
    if (kept) keep(this.keptOf(member).exchanges, reply, exchange);
  }

  /** Held through an opening: should the vault close meanwhile, this memory is nobody's any more. */
  private keptOf(member: MemberId): Kept {
    const kept = this.kept.get(member) ?? { exchanges: new Map(), timer: undefined };
    clearTimeout(kept.timer);
    kept.timer = setTimeout(() => this.forget(member), KEPT_MS).unref();
    this.kept.set(member, kept);
    return kept;
  }

  private forget(member: MemberId): void {
    clearTimeout(this.kept.get(member)?.timer);
    this.kept.delete(member);
  }

  private forgetAll(): void {
    for (const member of [...this.kept.keys()]) this.forget(member);
  }

  private async opened(member: MemberId, session: SessionId, replies: readonly ReplyId[]): Promise<Map<ReplyId, Exchange>> {
    if (replies.length === 0) return new Map();
    const rows = await this.turns.withReplies(member, session, replies);
    try {
      return await this.openTogether(member, rows);
    } catch (error) {
      if (!isDamage(error)) throw error;
      return this.openEach(member, rows);
    }
  }

  private async openTogether(member: MemberId, rows: readonly TurnRow[]): Promise<Map<ReplyId, Exchange>> {
    const [words, spoken] = await Promise.all([
      this.sealing.open(member, 'reflect', WordsPayload, rows.map(wordsOf)),
      this.sealing.open(member, 'reflect', ReplyPayload, rows.map(replyOf)),
    ]);
    const verified = await Promise.all(rows.map(({ id }, index) => this.verified(id, words[index], spoken[index])));
    return new Map(rows.flatMap(({ reply }, index) => (verified[index] ? [[reply, verified[index]]] : [])));
  }

  /** One damaged turn must not keep the others from the engine, nor any later turn from its answer. The history shows it as damaged. */
  private async openEach(member: MemberId, rows: readonly TurnRow[]): Promise<Map<ReplyId, Exchange>> {
    const opened = new Map<ReplyId, Exchange>();
    for (const row of rows) {
      try {
        for (const [reply, exchange] of await this.openTogether(member, [row])) opened.set(reply, exchange);
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.log.error('context_damaged', error, { turn: row.id });
      }
    }
    return opened;
  }

  private async verified(turn: TurnId, words: WordsPayload | undefined, said: Said | undefined): Promise<Exchange | undefined> {
    if (!words || !said || pinnedHelp(words)) return undefined;
    return {
      words: await this.stamps.cleared([words.certificate], turn, words.cleared),
      reply: await this.stamps.segments(said.certificates, turn, said.segments),
    };
  }
}

const isDamage = (error: unknown): boolean =>
  error instanceof MirrorError && (error.code === 'sealed_damaged' || error.code === 'stamp_invalid');

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
