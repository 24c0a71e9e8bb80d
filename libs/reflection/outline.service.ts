import { Injectable, OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import {
  type ErrorCode,
  type EventId,
  events,
  type MemberId,
  MirrorError,
  reflectionCalls,
  type SessionId,
  signals,
  type TurnId,
} from '#libs/contracts/index.js';
import { Answers, Bus, type CallReply, type CallRequest, Handles, type RoleBus } from '#libs/platform/bus/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { Log } from '#libs/platform/log/index.js';
import { openingOf } from './outline.js';
import { SessionRepository } from './session.repository.js';
import { WordsPayload } from './turn.payload.js';
import { TurnSealing } from './turn.sealing.js';
import { WorkRepository } from './work.repository.js';

/** What the history shows of a session before it is opened: its first words. Sealed, like what it was taken from. */
export const OutlinePayload = z.strictObject({ version: z.literal(1), opening: z.string() });

/**
 * Keeps each session's outline. It needs the member's vault, so the event only leaves a row of work; the row is worked
 * off at once if the vault is open, else at the next unlock. Rows of one member are worked off one by one, in order.
 */
@Injectable()
export class OutlineService implements OnModuleDestroy {
  private readonly bus: RoleBus;
  private readonly draining = new Map<MemberId, Promise<void>>();

  constructor(
    bus: Bus,
    private readonly work: WorkRepository,
    private readonly sessions: SessionRepository,
    private readonly sealing: TurnSealing,
    private readonly log: Log,
  ) {
    this.bus = bus.for('reflection');
  }

  @Handles(events.turnSettled, 'reflection.outline')
  async noteWork(
    tx: Transaction,
    { member, session }: { member: MemberId; session: SessionId; turn: TurnId },
    _event: EventId,
  ): Promise<void> {
    await this.work.noteOutline(tx, member, session);
    tx.afterCommit(() => this.startDraining(member));
  }

  /** Draining opens and seals over calls, which no transaction may span: it starts after this one. A row left over waits for the next unlock. */
  @Handles(events.memberUnlocked, 'reflection.drain')
  async drainAfterUnlock(tx: Transaction, { member }: { member: MemberId }): Promise<void> {
    tx.afterCommit(() => this.startDraining(member));
  }

  @Answers(reflectionCalls.waiting)
  async waiting({ member }: CallRequest<typeof reflectionCalls.waiting>): Promise<CallReply<typeof reflectionCalls.waiting>> {
    return { waiting: await this.work.count(member) };
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.draining.values());
  }

  private startDraining(member: MemberId): void {
    const before = this.draining.get(member) ?? Promise.resolve();
    const next = before
      .then(() => this.drain(member))
      .catch((error: unknown) => this.log.warn('outlines_wait', error instanceof MirrorError ? { code: error.code } : {}));
    this.draining.set(member, next);
    void next.then(() => this.draining.get(member) === next && this.draining.delete(member));
  }

  private async drain(member: MemberId): Promise<void> {
    for (let row = await this.work.next(member); row; row = await this.work.next(member, row)) {
      try {
        await this.outline(member, row.subject);
      } catch (error) {
        // Locked again, or switched off for this purpose: the rows stay, and the next unlock goes on.
        if (hasCode(error, 'vault_locked', 'purpose_refused')) return;
        // A session whose words are damaged keeps none of the others from theirs.
        if (!hasCode(error, 'sealed_damaged')) throw error;
        this.log.error('outline_damaged', error);
        continue;
      }
      await this.work.done(member, row);
      this.bus.signal(signals.workDone, { member });
    }
  }

  private async outline(member: MemberId, session: SessionId): Promise<void> {
    const first = await this.sessions.firstWithoutOutline(member, session);
    if (!first) return;
    const [words] = await this.sealing.open(
      member,
      'outline',
      WordsPayload,
      [{ item: first.wordsItem, collection: 'reflection', envelope: first.words }],
      false,
    );
    if (!words) return;
    const sealed = await this.sealing.seal(member, 'outline', 'outline', { version: 1, opening: openingOf(words.cleared.text) });
    await this.sessions.storeOutline(member, session, sealed);
  }
}

const hasCode = (error: unknown, ...codes: ErrorCode[]): boolean => error instanceof MirrorError && codes.includes(error.code);
