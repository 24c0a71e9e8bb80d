import type { Uncertainty } from '#libs/contracts/index.js';

/** What there was to go on. */
export type Evidence = {
  readonly words: number;
  /** How many families heard something. */
  readonly heard: number;
  readonly tension: boolean;
  /** A family that reads nothing into the words (one word, another language, a question to the machine). */
  readonly bare: boolean;
};

/** Little to go on is high uncertainty. It says how much was there to read, not how well it was written. */
export const uncertaintyOf = ({ words, heard, tension, bare }: Evidence): Uncertainty => {
  if (bare || words < 5) return 'high';
  const points = (words >= 12 ? 1 : 0) + (words >= 40 ? 1 : 0) + Math.min(heard, 3) + (tension ? 1 : 0);
  if (points >= 5) return 'low';
  return points >= 2 ? 'medium' : 'high';
};
