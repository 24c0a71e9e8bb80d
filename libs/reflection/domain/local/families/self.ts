import type { Clause } from '../clauses.js';
import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { quotable, quoteOf } from '../quoting.js';
import { clauseAt, feelingsOf, find, isOwn, ownClause, type Reading, tellingClauses, thingIn } from '../reading.js';
import { firstMatch, overlaps, type Span } from '../spans.js';
import { contrastIn } from './joints.js';

export const verdict: Family = {
  name: 'verdict',
  weight: 80,
  recognize: (reading) => {
    const word = firstMatch(reading.text, lexicon.verdict);
    const clause = word && clauseAt(reading, word);
    if (!word || !clause || !quotable(word.text)) return undefined;
    const said = quoteOf(reading.text, clause, word);
    return { verdict: word, said, other: tellingClauses(reading, [said])[0] };
  },
  mirrors: [
    '{verdict} is a verdict, and you wrote it about yourself.',
    'There is {other}, and there is a name for yourself, {verdict}.',
    'You use {verdict} for yourself, in {said}.',
  ],
  angles: {
    exploratory: ask('What happened just before {verdict} became the word for it?', 'Whose voice does {verdict} come in?'),
    analytical: ask('What does {verdict} leave out?', 'Which single act does {verdict} stand for?'),
    creative: ask(
      'If someone who has known you for years found {verdict} on a note, what would they ask?',
      'If {verdict} had to share the line with one other word, which would it be?',
    ),
    strategic: ask(
      'What would the next sentence have to say for the whole to be accurate?',
      'Which word would you want to have earned instead, and what would it take?',
    ),
  },
};

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
    const [first, second] = feelingsOf(reading);
    const clause = first && clauseAt(reading, first);
    if (!first || !clause || clause.asks || lexicon.glad.test(first.text)) return undefined;
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

export const glad: Family = {
  name: 'glad',
  weight: 66,
  recognize: (reading) => {
    const found = find(reading, lexicon.glad);
    if (
      !found ||
      !isOwn(found.clause) ||
      found.clause.asks ||
      contrastIn(reading) ||
      /\b(?:not|never|no longer|used to|anymore)\b|n['’]t\b/iu.test(reading.text)
    )
      return undefined;
    return { glad: found.word, said: found.said, thing: thingIn(reading) };
  },
  mirrors: [
    '{said} stands there plainly, and nothing after it takes it back.',
    '{glad} is the word, and nothing in the rest takes it back.',
  ],
  angles: {
    exploratory: ask('What in it do you want to remember exactly?', 'Where were you when you noticed it?'),
    analytical: ask('What made it possible, as far as you can see?', 'What was there today that is not always there?'),
    creative: ask(
      'If you kept one small thing from it, the way one keeps a ticket, what would it be?',
      'If it were a picture, what would be in the corner that nobody looks at?',
    ),
    strategic: ask('What of it would you like to meet again?', 'What was your part in it?'),
  },
  guesses: ['It may be larger than the words that you gave it.', 'It may have been a long time coming.'],
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
  guesses: ['The body may have noticed it before the words did.', 'The two may have nothing to do with each other.'],
};

export const wish: Family = {
  name: 'wish',
  weight: 62,
  suits: ['strategic'],
  recognize: (reading) => {
    const found = find(reading, lexicon.wish);
    return found && { said: found.said, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    '{said} is the sentence in which something is wanted.',
    '{said} says what is wanted. {other} stands beside it.',
    'What is wanted has words here: {said}.',
  ],
  angles: {
    exploratory: ask('What is it about it that you want most?', 'When did the wanting begin?'),
    analytical: ask('Which part of it depends on you, and which part does not?', 'What stands between the sentence and the thing?'),
    creative: ask(
      'If it had come true overnight without a sound, what would you notice first in the morning?',
      'If the wish had an older wish behind it, what would that one be?',
    ),
    strategic: ask('How much of it would be enough?', 'What would be the first thing that counted as nearer?'),
  },
  guesses: [
    'There may be a second wish underneath; only one is written.',
    'It may be the opposite of something rather than the thing itself.',
  ],
};
