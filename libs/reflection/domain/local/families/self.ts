import { ask, type Family } from '../family.js';
import { lexicon, SOMBRE } from '../lexicon.js';
import { quotable, quoteOf } from '../quoting.js';
import { clauseAt, find, tellingClauses, thingIn } from '../reading.js';
import { firstMatch } from '../spans.js';
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

/** What begins a sentence that can be taken at its word: "My hand was calm" can not. */
const PLAINLY_OWN = /^(?:i|i'\w+|we|we'\w+|today)$/;

export const glad: Family = {
  name: 'glad',
  weight: 66,
  recognize: (reading) => {
    const found = find(reading, lexicon.glad);
    if (
      !found ||
      !PLAINLY_OWN.test(found.clause.words[0]?.lower ?? '') ||
      found.clause.asks ||
      SOMBRE.test(reading.text) ||
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

/** What nobody else has been told. */
export const secret: Family = {
  name: 'secret',
  weight: 75,
  recognize: (reading) => {
    const found = find(reading, lexicon.secret);
    return found && { said: found.said, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    '{said}, and now these lines have it.',
    '{other} is what it is about, and {said} stands in front of it.',
    'You wrote {said}, and you wrote {other}. Both are on this page now.',
  ],
  angles: {
    exploratory: ask('What would it be like if one person had it too?', 'What does it do while it stays where it is?'),
    analytical: ask('What is being kept: what happened, or what it says about you?', 'Who is kept from knowing, and who is kept safe?'),
    creative: ask(
      'If it could be told to someone who would forget it by morning, who would hear it?',
      'If it lay in a drawer, what would lie next to it?',
    ),
    strategic: ask('What would have to be in place for it to be said?', 'What would be different the day after it was known?'),
  },
  guesses: ['Keeping it may be a way of looking after someone.', 'Writing it may have been the larger part of saying it.'],
};
