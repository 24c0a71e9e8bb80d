import { randomInt } from 'node:crypto';

/** Choices that follow from one number alone, so that a run which failed can be had again. */
export class Chance {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed;
  }

  /** From a variable of the environment where it is set, else one that nobody chose. */
  static from(seed: string | undefined): Chance {
    if (seed !== undefined && !/^\d{1,9}$/.test(seed)) throw new Error(`A seed is a number of at most nine digits, not "${seed}".`);
    return new Chance(seed === undefined ? randomInt(1e9) : Number(seed));
  }

  /** From 0 up to 1: mulberry32, good enough to choose with. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  anyOf<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.next() * list.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
}
