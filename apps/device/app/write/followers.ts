import type { Signal } from '@preact/signals';
import type { TurnId } from '#libs/contracts/index.js';
import type { TurnEvent, TurnStream } from '#libs/sdk/index.js';
import { asMirrorError } from '../state/failure.js';
import { announceReply } from './announce.js';
import { type ShownTurn, withEvent } from './shown-turn.js';

/**
 * Follows replies to their end. One listener to a turn: where a turn is taken up again, as after a lock, the listener
 * of before falls silent, or each sentence would stand there twice.
 */
export class Followers {
  readonly #listening = new Map<TurnId, TurnStream>();

  constructor(
    private readonly turns: Signal<ShownTurn[]>,
    private readonly onFailure: (thrown: unknown) => void,
  ) {}

  change(turn: TurnId, next: (shown: ShownTurn) => ShownTurn): void {
    this.turns.value = this.turns.value.map((shown) => (shown.turn === turn ? next(shown) : shown));
  }

  async follow(turn: TurnId, stream: TurnStream, events: AsyncIterator<TurnEvent> = stream[Symbol.asyncIterator]()): Promise<void> {
    this.#listening.set(turn, stream);
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) {
        if (this.#listening.get(turn) !== stream) return;
        const event = next.value;
        this.change(turn, (shown) => withEvent(shown, event));
      }
      this.#end(turn);
    } catch (thrown) {
      if (this.#listening.get(turn) !== stream) return;
      this.change(turn, (shown) => ({ ...shown, state: 'interrupted', problem: asMirrorError(thrown).toProblem() }));
      this.onFailure(thrown);
    } finally {
      if (this.#listening.get(turn) === stream) this.#listening.delete(turn);
    }
  }

  streamOf(turn: TurnId): TurnStream | undefined {
    return this.#listening.get(turn);
  }

  /** A stream that ended without saying how was cut short. */
  #end(turn: TurnId): void {
    this.change(turn, (shown) => (shown.state === 'running' ? { ...shown, state: 'interrupted' } : shown));
    const finished = this.turns.value.find((shown) => shown.turn === turn);
    if (finished) announceReply(finished);
  }
}
