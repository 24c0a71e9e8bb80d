import { type Clause, clausesOf, type Sentence, sentencesOf } from './clauses.js';
import { isOtherLanguage } from './language.js';
import { lexicon, NOT_A_NAME, PERSON, PLAIN_WORDS } from './lexicon.js';
import { quotable, quoteOf } from './quoting.js';
import { allMatches, endOf, firstMatch, type Span, type Word, wordsOf } from './spans.js';

/** A text as the mirror reads it, once, before any family looks at it. */
export type Reading = {
  readonly text: string;
  readonly words: readonly Word[];
  readonly sentences: readonly Sentence[];
  readonly clauses: readonly Clause[];
  readonly otherLanguage: boolean;
};

export const read = (text: string): Reading => {
  const words = wordsOf(text);
  const sentences = sentencesOf(text);
  return { text, words, sentences, clauses: clausesOf(text, sentences), otherLanguage: isOtherLanguage(text, words) };
};

/** The clause that a place in the text belongs to. */
export const clauseAt = (reading: Reading, place: Span): Clause | undefined =>
  reading.clauses.find((clause) => place.start < endOf(clause) && endOf(place) > clause.start);

/** A found word or phrase, where it may be quoted, with the quotation around it. */
export type Found = { readonly word: Span; readonly said: Span; readonly clause: Clause };

/** The first match of a pattern with the clause that it stands in; undefined where there is none, or none may be quoted. */
export const find = (reading: Reading, pattern: RegExp): Found | undefined => {
  const word = firstMatch(reading.text, pattern);
  const clause = word && clauseAt(reading, word);
  if (!word || !clause || !quotable(word.text)) return undefined;
  const said = quoteOf(reading.text, clause, word);
  return said && { word, said, clause };
};

const FRAGMENT = /^(?:of|by|in|on|at|for|from|with|to|about|without|like|than|not|mostly|more|less|no|as|which|who|that|the same)\b/iu;

/** Whether a clause says something, as "by the way" and "of the forms" do not. */
export const tells = (clause: Clause): boolean =>
  !FRAGMENT.test(clause.text) || clause.words.some(({ lower }) => /^(?:i|i'\w+|he|she|we|they|it)$/.test(lower));

/** Clauses that can be quoted and carry something: a subject, or at least three words; the fuller ones first. */
export const tellingClauses = (reading: Reading, except: readonly (Span | undefined)[] = []): Span[] =>
  reading.clauses
    .filter((clause) => clause.words.length >= 3 && !clause.asks && tells(clause))
    .filter((clause) => !except.some((span) => span && span.start < endOf(clause) && clause.start < endOf(span)))
    .map((clause) => ({ span: quoteOf(reading.text, clause), own: isOwn(clause) ? 1 : 0, clause }))
    .sort((a, b) => b.own - a.own || a.clause.start - b.clause.start)
    .flatMap(({ span }) => span ?? []);

/** Whether the person is the subject. */
export const isOwn = (clause: Clause): boolean => /^(?:i|i'm|i've|i'd|i'll|we|we're|we've|my|me)$/.test(clause.words[0]?.lower ?? '');

/** A clause of the person's own (“I …”) beside the given ones. */
export const ownClause = (reading: Reading, except: readonly (Span | undefined)[] = []): Span | undefined =>
  tellingClauses(reading, except).find((span) => /^i\b/i.test(span.text));

export const feelingsOf = (reading: Reading): Span[] => {
  const seen = new Set<string>();
  return allMatches(reading.text, lexicon.feeling).filter((span) => {
    const negated = /(?:\bnot|n['’]t|\bno|\bnever)\s+(?:\w+\s+)?$/i.test(reading.text.slice(Math.max(0, span.start - 20), span.start));
    const lastSubject = [...reading.text.slice(Math.max(0, span.start - 30), span.start).matchAll(/\b(?:i|we|you|he|she|they)\b/giu)].at(
      -1,
    )?.[0];
    return (
      !negated &&
      !/^(?:you|he|she|they)$/iu.test(lastSubject ?? '') &&
      !seen.has(span.text.toLowerCase()) &&
      seen.add(span.text.toLowerCase())
    );
  });
};

/** A word of weight that comes at least twice in a short text, three times in a longer one; the most frequent. */
export const repeatedWord = (reading: Reading): { word: Span; times: number } | undefined => {
  const counts = new Map<string, Word[]>();
  for (const word of reading.words) {
    if (word.lower.length < 4 || PLAIN_WORDS.has(word.lower) || !quotable(word.text)) continue;
    counts.set(word.lower, [...(counts.get(word.lower) ?? []), word]);
  }
  const [most] = [...counts.values()].sort((a, b) => b.length - a.length || (a[0]?.start ?? 0) - (b[0]?.start ?? 0));
  const needed = reading.words.length < 30 ? 2 : 3;
  return most?.[0] && most.length >= needed ? { word: most[0], times: most.length } : undefined;
};

/** A person who is written about: "my boss", or a name inside a sentence. */
export const personIn = (reading: Reading): Span | undefined => {
  const role = firstMatch(reading.text, PERSON);
  if (role && quotable(role.text)) return role;
  return reading.words.find((word) => {
    const first = reading.sentences.some((sentence) => sentence.start === word.start);
    const capital = /^\p{Lu}\p{Ll}{2,}$/u.test(word.text);
    return capital && !first && !NOT_A_NAME.test(word.text) && quotable(word.text);
  });
};

const THING =
  /\b(?:the|my|this|that|our) ((?:(?:extra|new|old|second|third|whole|other|little|big|long|empty|open|dark|small|night|red|blue|white|black) )?[a-z]{3,})\b/giu;
const NOT_A_THING =
  /(?:ing|ed|ly)$|^(?:(?:same|other|last|next|first|whole|best|worst|only|one|ones|way|thing|things|time|fact|point|rest|most|more|own|mind|self|life|end|moment|kind|sort|people|who|which|that|and|but|was|were|has|had|have|will|would|can|could|year|week|month|day|days|night|evening|morning|extra|new|old|little|big|long|good|bad|right|wrong|past|future|second|third|feel|feeling|fault|problem|idea|truth|world|answer|question) ?)+$/iu;

/** A thing of the person's own text ("the shift"), for pictures made of their vocabulary; never a person. */
export const thingIn = (reading: Reading): Span | undefined =>
  [...reading.text.matchAll(THING)]
    .map((found) => ({ start: found.index, text: found[0] }))
    .find((span) => {
      const noun = span.text.split(' ').slice(1).join(' ');
      return !NOT_A_THING.test(noun) && !PERSON.test(span.text) && quotable(span.text) && !/[A-Z]{3}/.test(span.text);
    });

const TIMES = ['', 'once', 'twice', 'three times', 'four times', 'five times', 'six times'];
export const timesInWords = (times: number): string => TIMES[times] ?? 'many times';
