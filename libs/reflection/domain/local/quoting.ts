import type { Clause } from './clauses.js';
import { endOf, overlaps, type Span, through, type Word } from './spans.js';

/** Longest clause that is quoted whole, and the window that a longer one is cut to, in words. */
const WHOLE = 12;
const SHORTEST = 4;
const LONGEST = 11;

/** A longer clause is cut before one of these, where a reader would pause too. */
const PAUSES = new Set(
  'about across after along although and around at because before behind between but during for from if in into like of on or over past since so than that though through to toward towards until when where which while who with without'.split(
    ' ',
  ),
);
const DANGLING = new Set(
  'a an the my your his her our their this that these those of to and or but in on at for with is was be very so just'.split(' '),
);

/**
 * What is never given back in quotation marks, because it would read as the mirror's own claim, order or finding once it
 * leaves through the gate: authority, sources, advice, medicine, law (output rules O-001 to O-012), and text whose
 * punctuation would blur where the quotation ends. The words are still read; another span is quoted.
 */
const UNQUOTABLE =
  /verif|confirm|determined|proven|proves?\b|establish|stud(?:y|ies)\b|research|according|scientist|expert|\b(?:certain|sure|positive)\b|\byou(?:['’]d| had)? (?:should|must|need|have to|ought|better)|recommend|advice|advise|diagnos|legal|\b(?:should|need(?:s|ed)? to|must|ought to|have to) (?:\w+ )?(?:take|stop taking|quit taking)|\bhttps?\b|\bwww\b|[“”"«»⟨⟩<>{}[\]@\n\r]/iu;
/** Characters that reorder or hide text (Unicode bidirectional and zero-width controls): a quotation must read as it is. */
const HIDDEN = /[\p{Cc}\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;

export const quotable = (text: string): boolean =>
  text.length <= 100 && /[\p{L}\p{N}]/u.test(text) && !UNQUOTABLE.test(text) && !HIDDEN.test(text);

const dropDangling = (words: readonly Word[]): readonly Word[] => {
  let end = words.length;
  while (end > 2 && DANGLING.has((words[end - 1] as Word).lower)) end -= 1;
  return words.slice(0, end);
};

const cut = (words: readonly Word[]): readonly Word[] => {
  if (words.length <= WHOLE) return words;
  for (let end = LONGEST; end >= SHORTEST; end -= 1) {
    if (PAUSES.has((words[end] as Word).lower)) return dropDangling(words.slice(0, end));
  }
  return dropDangling(words.slice(0, LONGEST - 1));
};

/** Begins far enough back that the anchor is inside, at a place where a reader could begin. */
const beginNear = (words: readonly Word[], anchor: Span): readonly Word[] => {
  const at = words.findIndex((word) => endOf(word) > anchor.start);
  if (words.length <= WHOLE || at < SHORTEST) return words;
  for (let index = at; index >= 0 && index > at - 6; index -= 1) {
    const { lower } = words[index] as Word;
    if (lower === 'and') return words.slice(index + 1);
    if (/^(?:i|i'\w+|he|she|we|they)$/.test(lower) || PAUSES.has(lower)) return words.slice(index);
  }
  return words.slice(at);
};

const spanOf = (source: string, words: readonly Word[]): Span | undefined => {
  const [first, last] = [words[0], words.at(-1)];
  const span = first && last && through(source, first, last);
  return span && quotable(span.text) ? span : undefined;
};

/**
 * The part of a clause to put in quotation marks: verbatim, at most 12 words, holding `anchor` when one is given. Of "I
 * am certain that she left" only “she left” is given back. Undefined where nothing of it may be quoted.
 */
export const quoteOf = (source: string, clause: Clause, anchor?: Span): Span | undefined => {
  const whole = spanOf(source, cut(anchor ? beginNear(clause.words, anchor) : clause.words));
  if (whole) return whole;
  const claim = clause.words.slice(clause.words.findIndex(({ lower }) => lower === 'that') + 1);
  const said = claim.length < clause.words.length && claim.length >= 2 ? spanOf(source, cut(claim)) : undefined;
  return said && (!anchor || overlaps(said, anchor)) ? said : undefined;
};
