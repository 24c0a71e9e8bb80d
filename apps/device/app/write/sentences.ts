/** How many sentences a text has, as the language's own rules cut it (UAX #29). */
export function countSentences(text: string, locale: string): number {
  const segments = new Intl.Segmenter(locale, { granularity: 'sentence' }).segment(text);
  return [...segments].filter(({ segment }) => /[\p{L}\p{N}]/u.test(segment)).length;
}

/** Code points, as the gate counts them. */
export const countCharacters = (text: string): number => [...text].length;
