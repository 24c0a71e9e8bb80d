import { Injectable } from '@nestjs/common';
import { type MemberId, type ReplyId, signals, type TurnId } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import type { Task } from './task.js';
import { type Place, TurnRepository } from './turn.repository.js';

/** Turns before one that an engine may see; what does not fit its budget is left out by it, oldest first. */
const RECENT_TURNS = 8;
/** Longer than any reply takes: after that a turn is answered beside the one it waited for. */
const LONGEST_WAIT_MS = 10 * 60_000;
/** Between two looks where no signal comes: best-effort is all that a signal is. */
const FIRST_LOOK_MS = 200;
const LATEST_LOOK_MS = 2_000;

/**
 * What was answered before a turn. `expected`: the ordinal that the turn gets if nobody is quicker; undefined where it
 * has its ordinal already.
 */
export type Before = { replies: readonly ReplyId[]; expected: number | undefined };

/** Another turn of the session came onto the disk between the look at it and this turn's own commit: it has to be waited for. */
export class Overtaken extends Error {}

/**
 * The order of turns in a session, whichever process answers them: each waits for those before it that are being
 * answered, so that it sees their replies. It waits for lower ordinals alone, so nobody waits in a circle; and for
 * living leases alone, so nobody waits for a process that died.
 */
@Injectable()
export class TurnOrder {
  private readonly waiting = new Set<{ turns: readonly TurnId[]; go: () => void }>();

  constructor(
    bus: Bus,
    private readonly turns: TurnRepository,
  ) {
    const reflection = bus.for('reflection');
    reflection.onSignal(signals.turnSettled, ({ turn }) => this.wake((turns) => turns.includes(turn)));
    reflection.onMissed(() => this.wake(() => true));
  }

  /** The look that `before` begins with, taken as soon as a turn came in: beside the sealing of its words it costs no time. */
  lookAhead({ member, session, turn }: Pick<Task, 'member' | 'session' | 'turn'>): Promise<Place | undefined> {
    return this.turns.placeOf(member, session, turn, RECENT_TURNS).catch(() => undefined);
  }

  /**
   * The newest replies before this turn, oldest first, once nothing before it is being answered any more. What changed since
   * the look ahead is met like what changes after any other: the turn's own commit tells it by the ordinal that it gives.
   */
  async before({ member, session, turn }: Task, signal: AbortSignal, ahead?: Promise<Place | undefined>): Promise<Before> {
    const until = performance.now() + LONGEST_WAIT_MS;
    let place = await ahead;
    // What was running then may have ended while nobody listened for it.
    if (place?.earlier.length) place = undefined;
    for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, LATEST_LOOK_MS)) {
      place ??= await this.turns.placeOf(member, session, turn, RECENT_TURNS);
      if (place.earlier.length === 0 || signal.aborted || performance.now() > until) return beforeOf(place);
      await this.change(place.earlier, wait, signal);
      place = undefined;
    }
  }

  /** Whether a turn ends within that time. */
  async endsWithin(member: MemberId, turn: TurnId, milliseconds: number): Promise<boolean> {
    const until = performance.now() + milliseconds;
    for (let wait = FIRST_LOOK_MS; performance.now() < until; wait *= 2) {
      await this.change([turn], Math.min(wait, milliseconds));
      if ((await this.turns.standing(member, turn)).state !== 'running') return true;
    }
    return false;
  }

  private change(turns: readonly TurnId[], milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        this.waiting.delete(entry);
        signal?.removeEventListener('abort', go);
        resolve();
      };
      const entry = { turns, go };
      const timer = setTimeout(go, milliseconds);
      this.waiting.add(entry);
      signal?.addEventListener('abort', go);
      if (signal?.aborted) go();
    });
  }

  private wake(concerned: (turns: readonly TurnId[]) => boolean): void {
    for (const { turns, go } of [...this.waiting]) if (concerned(turns)) go();
  }
}

const beforeOf = ({ own, newest, replies }: Place): Before => ({
  replies: [...replies].reverse(),
  expected: own === null ? newest + 1 : undefined,
});
