/** A stretch of a mirrorback: the house's own words, the person's, or a guess with both inside. */
export type Passage = { kind: 'house'; text: string } | { kind: 'yours'; text: string } | { kind: 'doubt'; passages: Passage[] };

const openers = '“"‘«„';
const closers = '”"’»“';
const marks = /^\s*⟨{1,2}(?:low|medium|high)⟩{1,2}\s*$/;

/** For comparing only: one kind of apostrophe, one kind of space, no case. */
const plain = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[’‘ʼ]/g, "'")
    .replace(/[“”«»„]/g, '"')
    .replace(/\s+/g, ' ')
    .toLocaleLowerCase()
    .trim();

/** Whether these are the person's words to the letter, at word ends, not just the same letters inside a longer word. */
function isVerbatim(quote: string, words: string): boolean {
  const wanted = plain(quote).replace(/[.,;:!?…]+$/, '');
  if (wanted === '') return false;
  for (let at = words.indexOf(wanted); at !== -1; at = words.indexOf(wanted, at + 1)) {
    const before = words[at - 1] ?? ' ';
    const after = words[at + wanted.length] ?? ' ';
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return true;
  }
  return false;
}

function quotes(text: string, words: string): Passage[] {
  const passages: Passage[] = [];
  let house = '';
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? '';
    const pair = openers.indexOf(character);
    const startsWord = at === 0 || /[\s(⟨—–-]/.test(text[at - 1] ?? '');
    const end = pair === -1 || !startsWord ? -1 : text.indexOf(closers[pair] ?? '', at + 1);
    const quote = end === -1 ? '' : text.slice(at + 1, end);
    if (end !== -1 && isVerbatim(quote, words)) {
      if (house !== '') passages.push({ kind: 'house', text: house });
      passages.push({ kind: 'yours', text: quote });
      house = '';
      at = end + 1;
    } else {
      house += character;
      at += 1;
    }
  }
  if (house !== '') passages.push({ kind: 'house', text: house });
  return passages;
}

/**
 * Cuts a paragraph into who says what. A quotation loses its marks and becomes the person's only where it stands
 * word for word in what they wrote; any other keeps its marks and stays the house's. A guess that is not closed yet
 * reaches to the end, since the rest of it is still to come.
 */
export function passagesOf(paragraph: string, wordsWritten: string): Passage[] {
  const words = plain(wordsWritten);
  return paragraph
    .split(/(⟨[^⟩]*(?:⟩|$))/)
    .filter((part) => part !== '' && !marks.test(part))
    .flatMap((part): Passage[] =>
      part.startsWith('⟨') ? [{ kind: 'doubt', passages: quotes(part.replace(/^⟨|⟩$/g, ''), words) }] : quotes(part, words),
    );
}

/** Paragraphs of a reply, without a mark of uncertainty that stands alone at its end: the page shows that its own way. */
export const paragraphsOf = (reply: string): string[] =>
  reply
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.replace(/\s*⟨{1,2}(?:low|medium|high)⟩{1,2}\s*$/, '').trim())
    .filter((paragraph) => paragraph !== '');
