import type { Clause } from '../clauses.js';
import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { quoteOf } from '../quoting.js';
import { clauseAt, feelingsOf, find, ownClause, type Reading, tellingClauses, thingIn } from '../reading.js';
import { overlaps, type Span } from '../spans.js';

/** What a feeling is set beside: what is wanted, if anything is, else another clause of the person's own. */
const beside = (reading: Reading, clause: Clause): Span | undefined => {
  const wanted = find(reading, lexicon.wish)?.said;
  return wanted && !overlaps(wanted, clause) ? wanted : (ownClause(reading, [clause]) ?? tellingClauses(reading, [clause])[0]);
};

export const feeling: Family = {
  name: 'feeling',
  weight: 64,
  suits: ['creative', 'exploratory'],
  recognize: (reading) => {
    const [first, second] = feelingsOf(reading).filter(({ text }) => !lexicon.weary.test(text) && !lexicon.glad.test(text));
    const clause = first && clauseAt(reading, first);
    if (!first || !clause || clause.asks) return undefined;
    const said = quoteOf(reading.text, clause, first);
    const longer = said && said.text.length > first.text.length ? said : undefined;
    return { feeling: first, second, said: longer, other: beside(reading, clause), thing: thingIn(reading) };
  },
  mirrors: [
    '{said} and {other} stand close together in what you wrote.',
    '{feeling} is the word you give it, and next to it stands {other}.',
    'Two feelings have names here, {feeling} and {second}, and they come in that order.',
    'You name it, {feeling}, in {said}.',
    'You name it: {feeling}.',
  ],
  angles: {
    exploratory: ask('Where did {feeling} come in?', 'What is {feeling} closest to?', 'What does {feeling} want to have noticed?'),
    analytical: ask(
      'What came just before {feeling}, and what just after?',
      'Is it about something done, something said, or something missing?',
    ),
    creative: ask(
      'If {feeling} were weather over {thing}, what would the sky be doing?',
      'If {feeling} could go on with the sentence by itself, how would it end?',
      'If {feeling} came in and sat down, where would it sit?',
    ),
    strategic: ask(
      'What would be different tomorrow if {feeling} got what it asks for?',
      'What would {feeling} have to hear to grow quieter?',
    ),
  },
  guesses: [
    'There may be another feeling behind {feeling} that has no word here yet.',
    'I may be hearing more in {feeling} than you put there.',
  ],
};

export const weary: Family = {
  name: 'weary',
  weight: 67,
  recognize: (reading) => {
    const found = find(reading, lexicon.weary);
    if (!found || found.clause.asks || !feelingsOf(reading).some(({ start }) => start === found.word.start)) return undefined;
    return {
      weary: found.word,
      said: found.said,
      other: beside(reading, found.clause),
      since: find(reading, lexicon.duration) ? undefined : 'since when is not written',
    };
  },
  mirrors: [
    '{said}, and {since}.',
    '{said} comes in, and beside it there is {other}.',
    '{weary} is the word, in {said}.',
    '{weary} is the word for it.',
  ],
  angles: {
    exploratory: ask('What kind of {weary} is it?', 'Where in the day is it heaviest?'),
    analytical: ask('What came just before it today?', 'Is it from something that was there, or from something that was missing?'),
    creative: ask('If {weary} could lie down somewhere, where would that be?', 'What would the first quiet minute look like?'),
    strategic: ask('What would tomorrow need less of?', 'If one thing could be taken off the list, which one would be missed by nobody?'),
  },
  guesses: ['There may be more than one kind of {weary} in it.', 'It may be about the hours, or about what fills them.'],
};

export const flat: Family = {
  name: 'flat',
  weight: 79,
  recognize: (reading) => {
    const found = find(reading, lexicon.flat);
    return found && { said: found.said, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    '{said} is also a way of saying how it is.',
    'You wrote {said}, and that is something you noticed.',
    '{said}, and beside it {other}.',
  ],
  angles: {
    exploratory: ask('What was there before it went quiet?', 'Is it the same in every room?'),
    analytical: ask('When was it last otherwise?', 'What still gets through, if anything does?'),
    creative: ask(
      'What would be the first sound to come through it?',
      'If it had a season, which would it be, and what comes after that one?',
    ),
    strategic: ask('What would be the first small thing that you would notice again?', 'Who would see it first if it changed?'),
  },
  guesses: ['It may be tiredness, or it may be distance; the words fit both.'],
};

export const body: Family = {
  name: 'body',
  weight: 58,
  recognize: (reading) => {
    const found = find(reading, lexicon.body);
    return found && { said: found.said, part: find(reading, lexicon.part)?.word, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: ['The body is in it too: {said}.', 'The body speaks in it, {said}, and beside that there is {other}.'],
  angles: {
    exploratory: ask('When did you first notice it today?', 'What is it like when nothing is asked of you?'),
    analytical: ask('What comes before it, and what follows?', 'Is it the same in the morning as at night?'),
    creative: ask(
      'If {part} could write the next line, what would it say?',
      'If the body had kept a diary of this week, what would be underlined?',
    ),
    strategic: ask('How would you notice that something had shifted?', 'Which hour of the day would you like to have back?'),
  },
  guesses: ['The body may have noticed it before the words did.', 'It may be older than today.'],
};
