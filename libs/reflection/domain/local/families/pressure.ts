import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { find, isOwn, thingIn, timesInWords } from '../reading.js';
import { allMatches } from '../spans.js';

const SENDER =
  /\b(?:says?|said|told|tells|wants? me|wanted me|expects?|expected|asked|asks|boss|manager|mother|father|mom|dad|wife|husband|they|he|she)\b/iu;

export const ought: Family = {
  name: 'ought',
  weight: 66,
  recognize: (reading) => {
    const found = find(reading, lexicon.ought);
    if (!found || !isOwn(found.clause)) return undefined;
    const times = allMatches(reading.text, new RegExp(lexicon.ought, 'giu')).filter(
      ({ text }) => text.toLowerCase() === found.word.text.toLowerCase(),
    ).length;
    return {
      ought: found.word,
      said: found.said,
      times: times >= 2 ? timesInWords(times) : undefined,
      sender: SENDER.test(reading.text) ? undefined : 'who is asking for it is not written',
      want: find(reading, lexicon.wish)?.said,
    };
  },
  mirrors: [
    '{said}: the word that pushes is {ought}, and {sender}.',
    '{ought} comes {times} in what you wrote, and {sender}.',
    'In {said} the push comes from {ought}.',
    'There is something asked for, {said}, and something wanted, {want}.',
  ],
  angles: {
    exploratory: ask('Whose voice is {ought} in when you hear it?', 'What is left of the sentence without {ought}?'),
    analytical: ask(
      'What would follow, exactly, if it did not happen?',
      'Which part of it is a rule, and which part is a habit?',
      'Where does the rule behind {ought} come from?',
    ),
    creative: ask(
      'If {ought} came as a letter, who would have signed it?',
      'If one small word could stand in place of {ought}, which would change the most?',
    ),
    strategic: ask('What would be enough here, in your own terms?', 'For whom, and by when, would it count as done?'),
  },
  guesses: ['There may be a person behind {ought}, or only a habit.', 'What is asked for may be older than the occasion.'],
};

export const stuck: Family = {
  name: 'stuck',
  weight: 66,
  suits: ['strategic'],
  recognize: (reading) => {
    const found = find(reading, lexicon.stuck);
    return found && { stuck: found.word, said: found.said, thing: thingIn(reading) };
  },
  mirrors: [
    'In {said} there is something that wants to move and something that holds.',
    '{stuck} is the word for it, and the rest of what you wrote stands around it.',
    '{said} says where it stops; it does not say on what.',
  ],
  angles: {
    exploratory: ask('What were you trying to get to?', 'What is right in front of it?'),
    analytical: ask(
      'Where does it stop: before the beginning, in the middle, or just before the end?',
      'What has been the same each time, and what was different?',
    ),
    creative: ask('If {thing} had a door, what would be leaning against it?', 'If it were a road, what would be lying across it?'),
    strategic: ask(
      'What would be the smallest thing that counted as having moved?',
      'How would you notice, on an ordinary day, that it had begun to move?',
    ),
  },
  guesses: ['What holds it may also be keeping something safe.', 'The stopping may have a reason that is not written here.'],
};

export const circles: Family = {
  name: 'circles',
  weight: 65,
  recognize: (reading) => {
    const found = find(reading, lexicon.circles);
    return found && { round: found.word, said: found.said };
  },
  mirrors: [
    '{said} is written as something that happens more than once.',
    '{round} makes it a round: by the time you write it, it has been here before.',
    'With {round} the sentence comes back to where it started.',
  ],
  angles: {
    exploratory: ask('What is the moment just before it begins again?', 'What is it looking for when it comes back?'),
    analytical: ask('What is the same each time, and what was different the last time?', 'What has to be there for it to start?'),
    creative: ask('If the round had a center, what would be lying there?', 'If it were a tune, which note would it keep coming back to?'),
    strategic: ask('What would be the first sign that a round was shorter?', 'Where in the round would you like it to end?'),
  },
  guesses: ['It may come back because something in it is not finished.', 'It may be looking for a different ending.'],
};

export const control: Family = {
  name: 'control',
  weight: 61,
  recognize: (reading) => {
    const found = find(reading, lexicon.control);
    return found && { control: found.word, said: found.said, thing: thingIn(reading) };
  },
  mirrors: ['In {said} it matters in whose hands it is.', '{control} is in {said}, and with it the question of what is yours to hold.'],
  angles: {
    exploratory: ask('What are you keeping from happening?', 'What is it like when it is in nobody’s hands for a moment?'),
    analytical: ask('Which part is in your hands, which in someone else’s, and which in nobody’s?', 'What has gone on without being held?'),
    creative: ask(
      'If {thing} were put down on the table for one evening, what would it do?',
      'If your hands could tell it, where would they begin?',
    ),
    strategic: ask('What is the least that has to stay in your hands?', 'How would you know that it was held well enough?'),
  },
  guesses: ['Holding it may be a way of looking after someone.', 'What is held may be less the thing than the outcome.'],
};
