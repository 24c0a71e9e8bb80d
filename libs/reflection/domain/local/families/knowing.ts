import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { find, repeatedWord, tellingClauses, timesInWords } from '../reading.js';

export const whatIf: Family = {
  name: 'what-if',
  weight: 68,
  recognize: (reading) => {
    const found = find(reading, lexicon.whatIf);
    return found && { ahead: found.said, now: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    '{ahead} has not happened in what you wrote; it stands ahead of it, as a question.',
    'There is {now}, and then the sentence leans forward: {ahead}.',
    '{ahead} is a picture of later, drawn from here.',
  ],
  angles: {
    exploratory: ask('When does that picture come nearest?', 'What is the first thing that you see in it?'),
    analytical: ask(
      'What is the last thing in it that you know, and the first that you imagine?',
      'Which part of it has happened before, and which is only pictured?',
    ),
    creative: ask(
      'If the picture had a frame, what would be just outside of it?',
      'If it were the middle of a story and not the end, what would come next?',
    ),
    strategic: ask(
      'What would have to be known for it to be only a question?',
      'What would you want to be able to say afterwards, whichever way it goes?',
    ),
  },
  guesses: ['The picture may be older than the occasion.', 'What is feared may stand close to something that matters.'],
};

export const fear: Family = {
  name: 'fear',
  weight: 67,
  recognize: (reading) => {
    const found = find(reading, lexicon.fear);
    return found && { fear: found.word, said: found.said, other: tellingClauses(reading, [found.said])[0] };
  },
  mirrors: [
    'The word that you chose is {fear}: {said}.',
    '{said} is one sentence, {other} another, and {fear} reaches from the one to the other.',
    '{fear} is in it by name, in {said}.',
  ],
  angles: {
    exploratory: ask('When is it nearest, and when is it a little further off?', 'What is the first sign of it that you notice?'),
    analytical: ask('What is known about it so far, and what is pictured?', 'What exactly is it about: before, during, or after?'),
    creative: ask(
      'If {fear} were a sound in the house, which room would it come from?',
      'If {fear} could write one line under this, what would it ask for?',
    ),
    strategic: ask('How would you notice that it had become smaller?', 'What would be good to know before then?'),
  },
  guesses: ['What is feared may stand close to something that matters.', 'It may be larger at this hour than at others.'],
};

export const unsure: Family = {
  name: 'unsure',
  weight: 58,
  recognize: (reading) => {
    const found = find(reading, lexicon.unsure);
    const other = tellingClauses(reading, [found?.said]).find(({ text }) => !lexicon.unsure.test(text));
    return found && { unsure: found.word, said: found.said, other };
  },
  mirrors: [
    'You leave it open yourself, with {unsure}.',
    '{said} says where the knowing stops. Around it there is {other}, which you do say.',
    '{unsure} leaves a door open in {said}.',
  ],
  angles: {
    exploratory: ask('What do you find yourself knowing around the edges of it?', 'What is the not knowing like today?'),
    analytical: ask(
      'Where does the known part end, and where does the open part begin?',
      'Which part of it could be found out, and which could not?',
    ),
    creative: ask(
      'If the answer were already somewhere in the room, where would you look last?',
      'If you did know, which sentence would you write first?',
    ),
    strategic: ask('Does it need an answer by some day, or can it stay open?', 'What would you want to know first?'),
  },
  guesses: ['Some of it may be known and not yet said.', 'It may be open because leaving it open is easier on someone.'],
};

export const absolutes: Family = {
  name: 'absolutes',
  weight: 57,
  suits: ['analytical'],
  recognize: (reading) => {
    const found = find(reading, lexicon.absolute);
    return found && !found.clause.asks
      ? { wide: found.word, said: found.said, other: tellingClauses(reading, [found.said])[0] }
      : undefined;
  },
  mirrors: [
    '{said}: written like that, it is about more than one day.',
    '{said}: as you write it, that is how it has been, and not only today.',
    '{other} is about now; {said} goes further back.',
  ],
  angles: {
    exploratory: ask('When did {wide} become the word for it?', 'Which moment do you see when you write {wide}?'),
    analytical: ask('Is there a day on which {wide} does not fit?', 'What is left of the sentence without {wide}?'),
    creative: ask(
      'If {wide} were the size of a single day, which day would it be?',
      'If the sentence were the last line of a story, how would the story begin?',
    ),
    strategic: ask(
      'What would have to happen once for {wide} to be too large a word?',
      'What would you like to be able to write in place of {wide}?',
    ),
  },
  guesses: ['There may be one particular time behind {wide}.', 'The word may be as large as the feeling was just then.'],
};

export const repetition: Family = {
  name: 'repetition',
  weight: 57,
  recognize: (reading) => {
    const found = repeatedWord(reading);
    return found && { word: found.word, times: timesInWords(found.times) };
  },
  mirrors: [
    '{word} comes {times} in what you wrote.',
    'You come back to {word}: it is there {times}.',
    'One word keeps its place all through, {word}.',
  ],
  angles: {
    exploratory: ask('What is in {word} that one mention does not hold?', 'Where did {word} come from today?'),
    analytical: ask('Does {word} mean the same each time?', 'What stands next to {word} each time?'),
    creative: ask('If {word} were missing, which word would take its place?', 'If {word} had a sound, what would it be?'),
    strategic: ask('What would have to be settled for {word} to come only once?', 'What do you want to be true of {word} in a month?'),
  },
  guesses: ['The word may have come back without being meant to.', 'It may stand in for another word.'],
};
