import { ask, type Family } from '../family.js';
import { tellingClauses, thingIn } from '../reading.js';

/** Where nothing else was heard: what was written, by its first and last clauses, which is often where it is. */
export const plain: Family = {
  name: 'plain',
  weight: 0,
  recognize: (reading) => {
    const telling = tellingClauses(reading).sort((a, b) => a.start - b.start);
    const [first, last] = [telling[0], telling.at(-1)];
    if (!first || !last || first === last) return { only: first, thing: thingIn(reading) };
    const bare = telling.length === 2 && reading.sentences.length === 2 ? 'and add nothing' : undefined;
    return { first, last, bare, thing: thingIn(reading) };
  },
  mirrors: [
    'It begins with {first} and arrives at {last}.',
    '{first} is where it starts; by the end it is {last}.',
    'You set {first} next to {last} {bare}.',
    '{last} is where you stop. It set out from {first}.',
    '{only} is what stands in the middle of it.',
    'You wrote {only}, and it is here as you put it.',
    'What you wrote is here as it stands.',
  ],
  angles: {
    exploratory: ask(
      'What happened between {first} and {last}?',
      'Which of your sentences would you read again?',
      'What is around it that has no sentence yet?',
    ),
    analytical: ask(
      'What does {last} say that {first} does not?',
      'Which part did you see, and which part did you conclude?',
      'Which sentence does the rest depend on?',
    ),
    creative: ask(
      'If {last} were the opening line, what would come next?',
      'If {thing} could add one line, what would it be?',
      'If it had a title, what would it be?',
    ),
    strategic: ask(
      'What in it is finished, and what is still waiting for something?',
      'What did you want from writing it down?',
      'What would you like to be different when you read this again in a week?',
    ),
  },
  guesses: [
    'What matters most in it may not be the part that I picked up.',
    'The step from {first} to {last} may be smaller, or larger, than it looks here.',
  ],
};
