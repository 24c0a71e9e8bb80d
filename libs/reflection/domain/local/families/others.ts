import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { quoteOf } from '../quoting.js';
import { clauseAt, find, isOwn, ownClause, personIn, thingIn } from '../reading.js';

export const relation: Family = {
  name: 'relation',
  weight: 64,
  recognize: (reading) => {
    const person = personIn(reading);
    const clause = person && clauseAt(reading, person);
    const said = clause && quoteOf(reading.text, clause, person);
    const own = clause && ownClause(reading, [clause]);
    if (!person || !said || !own) return undefined;
    const apart = clause.start === person.start || !isOwn(clause);
    return {
      person,
      said,
      own,
      apart: apart ? 'has you' : undefined,
      acts: apart && clause.start === person.start ? 'from' : undefined,
      within: apart ? undefined : 'there is someone else in it',
    };
  },
  mirrors: [
    '{said} has {person} in it, and {own} {apart}.',
    'With {said} {within}. Beside it you wrote {own}.',
    '{said} brings {person} in, and then there is {own}.',
    '{own} is yours; {said} is what came {acts} {person}.',
  ],
  angles: {
    exploratory: ask('What is unsaid between {person} and you?', 'What do you wish {person} could see here?'),
    analytical: ask('What do you know about {person} here, and what do you suppose?', 'What happened, and what did it mean to you?'),
    creative: ask('If {person} told this story, where would it begin?', 'If {person} had left one sentence out, which would it be?'),
    strategic: ask(
      'What would you like to be different the next time that you and {person} are in one room?',
      'What would you want {person} to have understood, if only one thing?',
    ),
  },
  guesses: [
    'More of this may be about you than about {person}, or less; the words leave it open.',
    'There may be something that {person} would put differently.',
  ],
};

export const comparison: Family = {
  name: 'comparison',
  weight: 67,
  recognize: (reading) => {
    const found = find(reading, lexicon.comparison);
    return found && { said: found.said, beside: found.word };
  },
  mirrors: ['{said} sets two lives next to each other.', 'In {said} you stand next to someone, and there is a measure between you.'],
  angles: {
    exploratory: ask('Whom do you see when you write {beside}?', 'When is the measure there, and when is it gone?'),
    analytical: ask('What exactly is being measured, and with whose measure?', 'What of theirs do you see, and what stays out of sight?'),
    creative: ask(
      'If someone over there were looking at you, what would they see?',
      'If the two lives changed desks for a day, what would each find in the drawer?',
    ),
    strategic: ask('Which measure would you keep if nobody else were in the picture?', 'What would be enough, measured with your own?'),
  },
  guesses: ['The measure may be borrowed.'],
};

export const work: Family = {
  name: 'work',
  weight: 30,
  recognize: (reading) => {
    const found = find(reading, lexicon.work);
    if (!found) return undefined;
    const own = isOwn(found.clause) ? undefined : ownClause(reading, [found.said]);
    return { said: found.said, own, thing: thingIn(reading) };
  },
  mirrors: ['{said} is about the work, {own} about you.', 'The work is in it by name: {said}.'],
  angles: {
    exploratory: ask('Where in the day does it begin to weigh?', 'What of it do you take home?'),
    analytical: ask('What in it is the work, and what is asked by you of yourself?', 'What would be the same in any other job?'),
    creative: ask('If the day had a different title, what would it be?', 'If {thing} could leave a note for you, what would be on it?'),
    strategic: ask('What would be enough for this week?', 'What would a day look like that could be left behind at the door?'),
  },
  guesses: ['It may be about the work, or about being seen in it.'],
};
