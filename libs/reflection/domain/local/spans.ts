/** A verbatim piece of what a person wrote: `text` is `source.slice(start, start + text.length)`, never altered. */
export type Span = { readonly start: number; readonly text: string };

/** A word with its lower-case form, typographic apostrophes made plain, for comparing. */
export type Word = Span & { readonly lower: string };

export const endOf = (span: Span): number => span.start + span.text.length;

export const overlaps = (a: Span, b: Span): boolean => a.start < endOf(b) && b.start < endOf(a);

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’‑-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;

/** The words of a text in their order. */
export const wordsOf = (text: string): Word[] =>
  [...text.matchAll(WORD)].map((found) => ({
    start: found.index,
    text: found[0],
    lower: found[0].toLowerCase().replaceAll('’', "'"),
  }));

/** The span from the first word through the last. */
export const through = (source: string, first: Span, last: Span): Span => ({
  start: first.start,
  text: source.slice(first.start, endOf(last)),
});

/** First place where `pattern` (without the flag g) matches, as a span; its first capture group when it has one. */
export const firstMatch = (source: string, pattern: RegExp): Span | undefined => {
  const found = pattern.exec(source);
  if (!found) return undefined;
  const text = found[1] ?? found[0];
  return { start: found.index + found[0].indexOf(text), text };
};

/** Every place where `pattern` (with the flag g) matches. */
export const allMatches = (source: string, pattern: RegExp): Span[] =>
  [...source.matchAll(pattern)].map((found) => ({ start: found.index, text: found[0] }));
