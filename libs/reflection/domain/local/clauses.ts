import { endOf, type Span, through, type Word, wordsOf } from './spans.js';

/** One sentence; `asks` where a question mark ends it. */
export type Sentence = Span & { readonly index: number; readonly asks: boolean };

/** A part of a sentence that can stand in quotation marks, without the small words that led into it. */
export type Clause = Span & {
  readonly sentence: number;
  readonly asks: boolean;
  readonly words: readonly Word[];
  /** The connecting word that was left off its front: but, because, and, … */
  readonly joint: Word | undefined;
};

/** A question that nobody marked as one. */
const ASKS =
  /^(?:and |but |so )?(?:why|how|what|who|when|where) (?:am|is|are|do|does|did|can|should|was|were|would) (?:i|it|he|she|we|they|you|this|that)\b/i;
const ABBREVIATION = /(?:\b(?:dr|mr|mrs|ms|st|vs|etc|approx)|\b[a-z](?:\.[a-z])?)$/i;
const BOUNDARY = /[!?]+[.!?]*|\.{2,}|…+|\.(?=\s|$|["”’)\]])|[\n\r]+/gu;

/** Sentences end at . ! ? … and at line breaks; not at the period of an abbreviation or a number. */
export const sentencesOf = (text: string): Sentence[] => {
  const sentences: Sentence[] = [];
  let start = 0;
  const close = (end: number, mark: string) => {
    const body = text.slice(start, end);
    const trimmed = body.trim();
    if (/[\p{L}\p{N}]/u.test(trimmed)) {
      sentences.push({
        start: start + body.indexOf(trimmed),
        text: trimmed,
        index: sentences.length,
        asks: mark.includes('?') || ASKS.test(trimmed),
      });
    }
    start = end + mark.length;
  };
  for (const mark of text.matchAll(BOUNDARY)) {
    if (mark[0] === '.' && ABBREVIATION.test(text.slice(Math.max(start, mark.index - 8), mark.index))) continue;
    close(mark.index, mark[0]);
  }
  close(text.length, '');
  return sentences;
};

/** Words that begin a new clause wherever they stand. */
const OPENS = new Set(['but', 'although', 'though', 'whereas', 'because', 'unless', 'while', 'however', 'yet', 'when', 'if', 'until']);
/** Words that begin one only before a subject: "and I", "so she"; not "bread and butter". */
const OPENS_BEFORE_SUBJECT = new Set(['and', 'or', 'so', 'then', 'since', 'as', 'before', 'after']);
const SUBJECT =
  /^(?:i|i'(?:m|ve|d|ll)|he|she|it|we|they|you|(?:he|she|it|they|we|you)'(?:s|d|ll|re|ve)|my|the|there|that|this|nobody|everyone|yet|still|then|now)$/;
/** Left off the front of a clause: they lead into it and say nothing when quoted alone. */
const LEADS = new Set([
  'and',
  'but',
  'or',
  'so',
  'because',
  'although',
  'though',
  'whereas',
  'while',
  'however',
  'yet',
  'well',
  'also',
  'anyway',
  'plus',
  'even',
]);
/** Between two words of one clause there is only this; anything else (comma, dash, quotation mark, emoji) ends it. */
const WITHIN = /^[\s%&/+$€£.'’-]*$/u;

const begins = (words: readonly Word[], index: number, gap: string): boolean => {
  if (!WITHIN.test(gap) || /\s-+\s/.test(gap)) return true;
  const { lower } = words[index] as Word;
  const next = words[index + 1]?.lower ?? '';
  if (lower === 'even' && next === 'though') return true;
  if (words[index - 1]?.lower === 'even' && lower === 'though') return false;
  if (words[index - 1]?.lower === 'what' || words[index - 1]?.lower === 'as') return false; // "what if", "as if"
  return OPENS.has(lower) || (OPENS_BEFORE_SUBJECT.has(lower) && SUBJECT.test(next));
};

const clause = (source: string, sentence: Sentence, words: readonly Word[]): Clause | undefined => {
  let first = 0;
  while (first < words.length - 1 && LEADS.has((words[first] as Word).lower)) first += 1;
  const kept = words.slice(first);
  const [head, last] = [kept[0], kept.at(-1)];
  if (!head || !last) return undefined;
  const led = words.slice(0, first);
  const joint = led.find((word) => CONTRASTS.has(word.lower)) ?? led[0];
  return { ...through(source, head, last), sentence: sentence.index, asks: sentence.asks, words: kept, joint };
};

/** The connecting words that set one clause against another. */
export const CONTRASTS: ReadonlySet<string> = new Set(['but', 'although', 'though', 'yet', 'however', 'whereas']);

/** The clauses of a text in their order; their words are runs of the source, so that each can be quoted as it is. */
export const clausesOf = (source: string, sentences: readonly Sentence[]): Clause[] =>
  sentences.flatMap((sentence) => {
    const words = wordsOf(sentence.text).map((word) => ({ ...word, start: word.start + sentence.start }));
    const groups: Word[][] = [];
    words.forEach((word, index) => {
      const before = words[index - 1];
      const onlyLeads = groups.at(-1)?.every((each) => LEADS.has(each.lower)) ?? false; // "but if I stop": one clause
      const gap = before ? source.slice(endOf(before), word.start) : '';
      if (!before || (begins(words, index, gap) && !(onlyLeads && WITHIN.test(gap)))) groups.push([]);
      groups.at(-1)?.push(word);
    });
    return groups.flatMap((group) => clause(source, sentence, group) ?? []);
  });
