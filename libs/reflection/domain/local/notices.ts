import { lexicon } from './lexicon.js';
import { quoteOf } from './quoting.js';
import { feelingsOf, find, personIn, type Reading, tellingClauses, tells } from './reading.js';
import { overlaps, type Span } from './spans.js';

/** A second thing that was heard, in one short sentence: what the first sentence did not take up. */
export type Notice = { readonly of: string; readonly word: Span; readonly sentences: readonly string[] };

type Listener = { readonly of: string; readonly hear: (reading: Reading) => Span | undefined; readonly sentences: readonly string[] };

const reason = (reading: Reading): Span | undefined => {
  const clause = reading.clauses.find((each) => each.joint?.lower === 'because' && each.words.length >= 2 && tells(each));
  return clause && quoteOf(reading.text, clause);
};

const ending = (reading: Reading): Span | undefined => {
  const last = reading.clauses.at(-1);
  return last && !last.asks && last.words.length >= 3 && tells(last) && reading.sentences.length > 1
    ? quoteOf(reading.text, last)
    : undefined;
};

const shouted = (reading: Reading): Span | undefined =>
  /\p{Lu}{3}/u.test(reading.text) && reading.words.length > 3 && !/\p{Ll}/u.test(reading.text) ? reading.clauses[0] : undefined;

const question = (reading: Reading): Span | undefined => {
  const clause = reading.clauses.filter(
    (each) => each.asks && each.words.length >= 3 && !/^(?:if|when)$/.test(each.words[0]?.lower ?? ''),
  )[0];
  return clause && quoteOf(reading.text, clause);
};

const listeners: readonly Listener[] = [
  { of: 'reason', hear: reason, sentences: ['You give it a reason: {word}.', 'The reason that you name is {word}.'] },
  {
    of: 'feeling',
    hear: (reading) => feelingsOf(reading)[0],
    sentences: ['{word} is there as well, in one word.', 'One word in it says how it is for you: {word}.'],
  },
  {
    of: 'again',
    hear: (reading) => find(reading, lexicon.again)?.word,
    sentences: ['{word} says that it was not the first time.', 'The small {word} says that you have been here before.'],
  },
  {
    of: 'wish',
    hear: (reading) => find(reading, lexicon.wish)?.said,
    sentences: ['{word} is the part that wants something.', 'And something is wanted: {word}.'],
  },
  { of: 'ending', hear: ending, sentences: ['The last thing that you write is {word}.', 'You end on {word}.'] },
  { of: 'asking', hear: question, sentences: ['One line of it is a question, {word}.', 'You also ask {word}, and leave it there.'] },
  {
    of: 'duration',
    hear: (reading) => find(reading, lexicon.duration)?.word,
    sentences: ['You say how long: {word}.', 'It has a length, {word}.'],
  },
  {
    of: 'place',
    hear: (reading) => find(reading, lexicon.place)?.word,
    sentences: ['You give it a place in the day: {word}.', 'It has a place in the day, {word}.'],
  },
  { of: 'capitals', hear: shouted, sentences: ['It is written in capitals, from beginning to end.'] },
  { of: 'other', hear: (reading) => tellingClauses(reading).at(-1), sentences: ['You also wrote {word}.', 'And there is {word}.'] },
];

/** All that could be noticed beside what `spoken` quotes already; never what the family itself is about. */
export const noticesIn = (reading: Reading, family: string, spoken: string): Notice[] =>
  listeners.flatMap(({ of, hear, sentences }) => {
    if (of === family) return [];
    const word = hear(reading);
    const heardAlready = word && of !== 'capitals' && (spoken.includes(word.text) || repeats(reading.text, word, spoken));
    return word && !heardAlready ? [{ of, word, sentences }] : [];
  });

/** Whether a quotation would say again what the reply quotes already: part of one phrase of it, or two of its words. */
const repeats = (source: string, word: Span, spoken: string): boolean => {
  const quoted = [...spoken.matchAll(/“([^”]+)”/g)].map(([, text = '']) => ({ text, start: source.indexOf(text) }));
  const met = quoted.filter((span) => overlaps(span, word));
  return met.length > 1 || met.some(({ text }) => text.includes(' '));
};

/** A word of weight that the person used in an earlier turn of this session, too. */
export const returningWord = (reading: Reading, earlier: readonly string[]): Span | undefined => {
  const before = earlier.map((words) => ` ${words.toLowerCase()} `);
  const candidates = [...feelingsOf(reading), find(reading, lexicon.ought)?.word, find(reading, lexicon.stuck)?.word, personIn(reading)];
  return candidates.find((word): word is Span => word !== undefined && before.some((text) => mentions(text, word.text)));
};

const mentions = (text: string, word: string): boolean => {
  const at = text.indexOf(word.toLowerCase());
  return at > 0 && !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && !/[\p{L}\p{N}]/u.test(text[at + word.length] ?? '');
};

export const returningSentences = ['{word} was in what you wrote before this, too.', 'You used {word} earlier as well.'] as const;
