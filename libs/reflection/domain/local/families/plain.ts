import { ask, type Family } from '../family.js';
import { tellingClauses, thingIn } from '../reading.js';

/** Where nothing else was heard: what was written, by its first and last words. */
export const plain: Family = {
  name: 'plain',
  weight: 0,
  recognize: (reading) => {
    const telling = tellingClauses(reading).sort((a, b) => a.start - b.start);
    const [first, last] = [telling[0], telling.at(-1)];
    return {
      first: telling.length > 1 ? first : undefined,
      last: telling.length > 1 ? last : undefined,
      only: telling.length === 1 ? first : undefined,
      thing: thingIn(reading),
    };
  },
  mirrors: [
    'It begins with {first} and arrives at {last}.',
    '{first} is where it starts; by the end it is {last}.',
    '{only} is what stands in the middle of it.',
    'You wrote {only}, and it is here as you put it.',
    'What you wrote is here as it stands.',
  ],
  angles: {
    exploratory: ask('Which of your sentences would you read again?', 'What is around it that has no sentence yet?'),
    analytical: ask('Which part did you see, and which part did you conclude?', 'Which sentence does the rest depend on?'),
    creative: ask('If {thing} could add one line, what would it be?', 'If it had a title, what would it be?'),
    strategic: ask('What did you want from writing it down?', 'What would you like to be different when you read this again in a week?'),
  },
  guesses: ['What matters most in it may not be the part that I picked up.'],
};
