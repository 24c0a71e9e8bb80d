import type { Phrase } from './phrase.js';

/**
 * Words of which at least one stands in every text that the phrase matches: without any of them, the phrase need not be
 * tried. Derived from the phrase and never written by hand, so that the filter cannot hide a match. Empty: none is sure.
 */
export const requiredLiterals = (phrase: Phrase): readonly string[] => {
  switch (phrase.kind) {
    case 'text':
      return [phrase.text];
    case 'choice':
      return union(phrase.options.map(requiredLiterals));
    case 'sequence':
      return phrase.parts.map(requiredLiterals).reduce(rarer, []);
    default:
      // What may be absent, what is any word, and what must not be there promise nothing.
      return [];
  }
};

const union = (options: readonly (readonly string[])[]): readonly string[] =>
  options.some((option) => option.length === 0) ? [] : [...new Set(options.flat())];

/** Fewer letters stand in half of all texts: a pattern that has nothing longer is refused (`rule-matcher.ts`). */
export const SHORTEST_LITERAL = 3;

const rarer = (left: readonly string[], right: readonly string[]): readonly string[] => (oftenness(right) < oftenness(left) ? right : left);

/** How often one of them may stand in a text, roughly: longer words are rarer, few are rarer than many. Only a matter of speed. */
const oftenness = (literals: readonly string[]): number =>
  literals.length === 0 ? Number.POSITIVE_INFINITY : literals.reduce((sum, literal) => sum + expected(literal), 0);

const expected = (literal: string): number => {
  if (literal.length < SHORTEST_LITERAL) return 1000;
  return EVERYDAY.has(literal) ? 1 : literal.length ** -3;
};

const EVERYDAY = new Set(
  (
    'about all also and are been being better but can could did does doing feel felt for from going good had has have her him his how ' +
    'into its just kind know life like making make more much need needs never not now only other our out over own see ' +
    'should some something than that the their them then there they thing things think this thought time told ' +
    'want wanted was way were what when where which who will with without work would you your'
  ).split(' '),
);
