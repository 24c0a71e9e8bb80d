import type { Pattern } from '#libs/contracts/index.js';
import type { Reading } from './reading.js';
import type { Span } from './spans.js';

/** What a phrasing is filled with: a span is put in quotation marks as it stands, a string is the mirror's own word. */
export type Slots = Readonly<Record<string, Span | string | undefined>>;

/** One thing asked, with a sentence before it where one is needed. */
export type Angle = { readonly say?: string; readonly ask: string };

/**
 * A family of response: what it hears, and how it answers. Phrasings name slots as `{slot}`; one whose slots were not
 * found is passed over. All of it is data but `recognize`.
 */
export type Family = {
  readonly name: string;
  /** Who answers where several hear something; the nearest are chosen among. 100 and above: alone. */
  readonly weight: number;
  /** Patterns that this family suits especially. */
  readonly suits?: readonly Pattern[];
  /** Stays with the words: no picture, no tension, no guess, nothing beside it. */
  readonly gentle?: true;
  readonly recognize: (reading: Reading) => Slots | undefined;
  /** What is mirrored, one or two sentences. */
  readonly mirrors: readonly string[];
  readonly angles: Readonly<Record<Pattern, readonly Angle[]>>;
  /** Readings that go beyond the words, marked as such when spoken. */
  readonly guesses?: readonly string[];
};

/** The same angles whatever the pattern. */
export const always = (angles: readonly Angle[]): Family['angles'] => ({
  exploratory: angles,
  analytical: angles,
  creative: angles,
  strategic: angles,
});

export const ask = (...questions: string[]): readonly Angle[] => questions.map((question) => ({ ask: question }));
