import { Injectable } from '@nestjs/common';
import { signals, type TurnId } from '#libs/contracts/index.js';
import { Bus } from '#libs/platform/bus/index.js';

/** After word that a turn ended: its writer's last frames are on their way by now, or will never come. */
const LAST_WORDS_MS = 1_000;

/** Waiting for a turn that says nothing: for a time that passes, or is cut short by word that the turn ended. */
@Injectable()
export class Silences {
  private readonly waiting = new Map<TurnId, Set<() => void>>();

  constructor(bus: Bus) {
    const gateway = bus.for('gateway');
    gateway.onSignal(signals.turnSettled, ({ turn }) => this.shorten(turn));
    // One of what was missed may have been that word.
    gateway.onMissed(() => {
      for (const turn of this.waiting.keys()) this.shorten(turn);
    });
  }

  /** What `next` gives, or that it gave nothing for so long. */
  async unless<T>(next: Promise<T>, turn: TurnId, milliseconds: number): Promise<T | 'silent'> {
    const stop = new AbortController();
    try {
      return await Promise.race([next, this.wait(turn, milliseconds, stop.signal, LAST_WORDS_MS).then(() => 'silent' as const)]);
    } finally {
      stop.abort();
    }
  }

  /** `lastWords`: how long it goes on once the turn is said to have ended. */
  wait(turn: TurnId, milliseconds: number, signal: AbortSignal, lastWords = 0): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(turn) ?? new Set();
      this.waiting.set(turn, waiting);
      const over = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', over);
        waiting.delete(shorten);
        if (waiting.size === 0 && this.waiting.get(turn) === waiting) this.waiting.delete(turn);
        resolve();
      };
      const shorten = () => {
        clearTimeout(timer);
        timer = setTimeout(over, lastWords);
      };
      let timer = setTimeout(over, milliseconds);
      waiting.add(shorten);
      signal.addEventListener('abort', over);
      if (signal.aborted) over();
    });
  }

  private shorten(turn: TurnId): void {
    for (const shorten of this.waiting.get(turn) ?? []) shorten();
  }
}
