/** About how many characters of the first words name a session. */
const LENGTH = 80;

/** The first words of a text, on one line, cut at a word's end with an ellipsis. Never splits a character. */
export const openingOf = (text: string): string => {
  const line = text.replace(/\s+/gu, ' ').trim();
  const characters = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(line)].map(({ segment }) => segment);
  if (characters.length <= LENGTH) return line;
  const cut = characters.slice(0, LENGTH).join('');
  const word = cut.lastIndexOf(' ');
  return `${cut.slice(0, word > LENGTH / 2 ? word : undefined).replace(/[\s,;:.–-]+$/u, '')}…`;
};
