import type { Phrase } from './phrase.js';

/** Characters of a word; a pattern begins and ends only where none stands outside of it. */
const WORD = 'a-z0-9\\u00df-\\u024f';
export const LEFT_EDGE = `(?<![${WORD}])`;
export const RIGHT_EDGE = `(?![${WORD}])`;

/** Between two words: a comma or a quotation mark may stand there too. */
const SPACE = '[,"]? "?';
const SPACE_LENGTH = 3;
/** A word of a gap. Neither it nor anything else matches the end of a sentence. */
const GAP_WORD = '(?:[^ .!?\u3002]{1,16} )';
const GAP_WORD_LENGTH = 17;
const NUMBER_LENGTH = 4;

/** The regular expression of a phrase, without its edges, for normalized text. */
export const sourceOf = (phrase: Phrase): string => {
  switch (phrase.kind) {
    case 'text':
      return phrase.text;
    case 'space':
      return SPACE;
    case 'number':
      return `[0-9]{1,${NUMBER_LENGTH}}`;
    case 'gap':
      return `${GAP_WORD}{0,${phrase.words}}`;
    case 'few':
      return `(?:${sourceOf(phrase.part)}${SPACE}){0,${phrase.words}}`;
    case 'sequence':
      return phrase.parts.map(sourceOf).join('');
    case 'choice':
      return `(?:${phrase.options.map(sourceOf).join('|')})`;
    case 'optional':
      return `(?:${sourceOf(phrase.part)})?`;
    case 'not-before':
      return `(?!(?:${sourceOf(phrase.part)})${RIGHT_EDGE})`;
    case 'not-after':
      return `(?<!${LEFT_EDGE}(?:${sourceOf(phrase.part)}))`;
  }
};

/** How far a phrase looks, in normalized characters: what it consumes at most, how far ahead of its start, how far behind. */
export type Extent = { readonly length: number; readonly ahead: number; readonly behind: number };

/** The longest stretch of normalized text that can decide whether the phrase matches at a place. */
export const spanOf = (phrase: Phrase): number => {
  const { ahead, behind } = extentOf(phrase);
  return behind + ahead;
};

/** `ahead` and `behind` have one character more, which the edges look at. */
export const extentOf = (phrase: Phrase): Extent => {
  const { length, ahead, behind } = reachOf(phrase);
  return { length, ahead: ahead + 1, behind: behind + 1 };
};

const reachOf = (phrase: Phrase): Extent => {
  switch (phrase.kind) {
    case 'text':
      return consumes(phrase.text.length);
    case 'space':
      return consumes(SPACE_LENGTH);
    case 'number':
      return consumes(NUMBER_LENGTH);
    case 'gap':
      return consumes(phrase.words * GAP_WORD_LENGTH);
    case 'few':
      return consumes(phrase.words * (reachOf(phrase.part).length + SPACE_LENGTH));
    case 'sequence':
      return phrase.parts.map(reachOf).reduce(followedBy, consumes(0));
    case 'choice':
      return phrase.options.map(reachOf).reduce(greatest);
    case 'optional':
      return reachOf(phrase.part);
    case 'not-before':
      return { length: 0, ahead: spanOf(phrase.part), behind: 0 };
    case 'not-after':
      return { length: 0, ahead: 0, behind: spanOf(phrase.part) };
  }
};

const consumes = (length: number): Extent => ({ length, ahead: length, behind: 0 });
const followedBy = (left: Extent, right: Extent): Extent => ({
  length: left.length + right.length,
  ahead: Math.max(left.ahead, left.length + right.ahead),
  behind: Math.max(left.behind, right.behind),
});
const greatest = (left: Extent, right: Extent): Extent => ({
  length: Math.max(left.length, right.length),
  ahead: Math.max(left.ahead, right.ahead),
  behind: Math.max(left.behind, right.behind),
});
