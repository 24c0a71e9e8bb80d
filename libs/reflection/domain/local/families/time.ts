import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { quoteOf } from '../quoting.js';
import { find, tellingClauses } from '../reading.js';

export const regret: Family = {
  name: 'regret',
  weight: 69,
  recognize: (reading) => {
    const found = find(reading, lexicon.regret);
    return found && { back: found.word, said: found.said, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    '{said} is about something that is over, and the verb keeps it open.',
    'What happened has ended; {said} goes back to it.',
    'At {back} the text turns around and looks back.',
  ],
  angles: {
    exploratory: ask('What is it in that moment that you go back to?', 'What did you not know then that you know while writing this?'),
    analytical: ask(
      'What was possible at that moment, with what you knew then?',
      'Which part of it was yours to decide, and which was not?',
    ),
    creative: ask(
      'If that moment could be stopped like a film, where would you stop it?',
      'If you could leave one line there for yourself, what would be on it?',
    ),
    strategic: ask('What about it is still open today, and what is closed?', 'What would count as being finished with it?'),
  },
  guesses: [
    'It may be less about what was done than about who you wanted to be in it.',
    'The moment may have been shorter than the time spent with it since.',
  ],
};

export const change: Family = {
  name: 'change',
  weight: 60,
  recognize: (reading) => {
    const found = find(reading, lexicon.change);
    return found && { said: found.said, turn: found.word, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    '{said} has a before and an after in it.',
    'Something has changed in {said}, and your words stand on this side of it.',
    'There is a then and a now in what you wrote, and {turn} is where they meet.',
  ],
  angles: {
    exploratory: ask('What of the before is still here?', 'What is on this side of it that was not there?'),
    analytical: ask('What ended, what began, and what only moved?', 'Which part of it was chosen, and which part came?'),
    creative: ask(
      'If you had kept one key from before, which door would it be for?',
      'If the before could send a postcard, what would the picture be?',
    ),
    strategic: ask('What do you want to take along, and what can stay behind?', 'What would tell you that you had arrived?'),
  },
  guesses: ['The before may not be finished because something in it was good.', 'Some of it may have changed earlier than it looks.'],
};

export const waiting: Family = {
  name: 'waiting',
  weight: 60,
  recognize: (reading) => {
    const found = find(reading, lexicon.waiting);
    return found && { said: found.said, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: ['In {said} something has not come yet.', '{said} is a sentence that waits, and the rest of what you wrote waits with it.'],
  angles: {
    exploratory: ask('What is the waiting made of today?', 'What do you do with your hands while it lasts?'),
    analytical: ask('What can only happen after it, and what only seems to?', 'What exactly would end the waiting?'),
    creative: ask(
      'If the waiting were a room, what would be on the walls?',
      'If what you wait for were waiting too, what would it be doing?',
    ),
    strategic: ask('What is yours before it comes, and what is not?', 'How long is it a waiting, and when does it become an answer?'),
  },
  guesses: ['It may be easier to wait for this than for something else.'],
};

/** What came before what, where the words say so. */
export const sequence: Family = {
  name: 'sequence',
  weight: 65,
  recognize: (reading) => {
    const at = reading.clauses.findIndex(
      ({ words }, index) => index > 0 && /^(?:before|after|then)$/.test(words[0]?.lower ?? '') && words.length >= 4,
    );
    const [one, two] = [reading.clauses[at - 1], reading.clauses[at]];
    const small = two?.words[0];
    if (!one || !two || !small || one.words.length < 3) return undefined;
    const rest = { ...two, words: two.words.slice(1) };
    const [first, second] = [quoteOf(reading.text, one), quoteOf(reading.text, rest)];
    if (!first || !second) return undefined;
    return small.lower === 'after' ? { first: second, second: first } : { first, second };
  },
  mirrors: [
    '{first} came first, {second} only after it.',
    'In what you wrote there is an order: {first}, and then {second}.',
    'Between {first} and {second} there is a moment that has no words.',
  ],
  angles: {
    exploratory: ask('What was there in the second between the two?', 'What was already decided when the first of them happened?'),
    analytical: ask('What would have had to come first for the order to be another?', 'Was the order chosen, or did it come about?'),
    creative: ask(
      'If the two could change places, what kind of day would it have been?',
      'If the gap between them were a room, what would be in it?',
    ),
    strategic: ask('Which order would you like to find there next time?', 'How long would the moment between the two have to be?'),
  },
  guesses: ['The moment between them may have been shorter than it looks in writing.'],
};
