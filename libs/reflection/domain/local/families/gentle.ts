import { always, ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { find, type Reading, tellingClauses } from '../reading.js';
import { firstMatch } from '../spans.js';

const HEAVY =
  /\b(?:can['’]?t (?:go on|do this any ?more|take (?:it|this) any ?more|cope)|no point|what['’]?s the point|hopeless|worthless|pointless|nobody would (?:miss|notice)|no one would (?:miss|notice)|better off without me|(?:want to|wish i could) disappear|don['’]?t want to (?:be here|wake up|exist|live)|i(?:['’]m| am) (?:just )?a burden|hate myself|(?:see|have) no way out|given up on (?:everything|life|myself)|tired of (?:living|life|everything))\b/iu;

const HARMED =
  /\b(?:(?:he|she|they|husband|wife|father|mother|partner|boyfriend|girlfriend|boss|manager|brother|sister|son|uncle|stepfather|\p{L}+) (?:hit|hits|hurts|beat|beats|slapped|slaps|kicked|choked|threatened|threatens|groped|raped|assaulted|abused|abuses) me|i (?:was|got|have been|am being|['’]m being) (?:raped|assaulted|abused|beaten|groped|threatened|stalked)|(?:afraid|scared|frightened) of (?:him|her)|afraid to go home)\b/iu;

/** Never given back in quotation marks after a crisis answer: the act and its means. */
const NOT_REPEATED =
  /\b(?:kill|die|dying|dead|death|suicid\w*|end(?:ing)? (?:it|my|everything)|cut(?:ting)?|hurt(?:ing)? myself|harm\w*|overdose|pills?|rope|hang\w*|jump|gun|knife|blade|bridge|goodbye)\b/iu;

const heard = (reading: Reading, pattern: RegExp) => {
  const found = find(reading, pattern);
  if (found) return { said: found.said };
  return firstMatch(reading.text, pattern) ? {} : undefined;
};

/** After a crisis answer, sent on purpose: stays with the words, adds no meaning, points to the people beside it. */
export const goOn: Family = {
  name: 'go-on',
  weight: 200,
  gentle: true,
  recognize: (reading) => {
    if (NOT_REPEATED.test(reading.text)) return { whole: 'What you wrote' };
    const found = find(reading, lexicon.feeling);
    return found ? { said: found.said } : { whole: 'What you wrote' };
  },
  mirrors: [
    '{said} is here as you wrote it, and so is the rest. I add no meaning to it.',
    '{whole} is here, whole and unchanged. I add no meaning to it.',
    '{whole} is kept, word for word, and nothing is read into it.',
  ],
  angles: always([
    {
      say: 'A person can answer this; a mirror can only hold it. The people beside these words can be reached now.',
      ask: 'Which of them could you reach first from where you are?',
    },
    {
      say: 'The people beside these words can answer; this software cannot.',
      ask: 'Who of them, or of your own people, is nearest at this moment?',
    },
  ]),
};

export const heavy: Family = {
  name: 'heavy',
  weight: 120,
  gentle: true,
  recognize: (reading) => heard(reading, HEAVY),
  mirrors: [
    '{said} is here as you wrote it, and I add no meaning to it.',
    'You wrote {said}. It stays the way you put it.',
    'What you wrote is here, all of it, and I add no meaning to it.',
  ],
  angles: {
    exploratory: [
      { say: 'A person can answer this; a mirror can only hold it up.', ask: 'Who knows that it is like this today?' },
      { say: 'A mirror can hold it up and no more; a person can answer.', ask: 'Who else has heard it in these words?' },
    ],
    analytical: [
      { say: 'A person can answer this; a mirror can only hold it up.', ask: 'Who has been near enough lately to have noticed?' },
      { say: 'A mirror can hold it up and no more; a person can answer.', ask: 'Since when has it been like this, and who knows?' },
    ],
    creative: [
      {
        say: 'A person can answer this; a mirror can only hold it up.',
        ask: 'If one person could read these lines over your shoulder, who would it be?',
      },
      { say: 'A mirror can hold it up and no more; a person can answer.', ask: 'Whose voice would be good to hear after writing this?' },
    ],
    strategic: [
      { say: 'A person can answer this; a mirror can only hold it up.', ask: 'Who could hear this from you today?' },
      { say: 'A mirror can hold it up and no more; a person can answer.', ask: 'Who will be near you in the next hours?' },
    ],
  },
};

export const harmed: Family = {
  name: 'harmed',
  weight: 118,
  gentle: true,
  recognize: (reading) => heard(reading, HARMED),
  mirrors: [
    '{said} is here as you wrote it. It says what was done, and who it was done to.',
    'You wrote {said}. Nothing is added to it here, and nothing taken away.',
    'What you wrote says that something was done to you. It is here as you put it.',
  ],
  angles: always([
    { say: 'A mirror can only hold it up; a person can answer it.', ask: 'Who else knows about it?' },
    { say: 'A person can answer this, and a mirror cannot.', ask: 'Who could hear it from you in these words?' },
  ]),
};

export const loss: Family = {
  name: 'loss',
  weight: 112,
  gentle: true,
  recognize: (reading) => {
    const found = find(reading, lexicon.loss);
    return found && { said: found.said, rest: reading.words.length > 14 ? 'The rest of what you wrote stands around it' : undefined };
  },
  mirrors: [
    'You wrote {said}. {rest}.',
    '{said}: it is written down, in plain words, and nothing needs to be added to it.',
    '{said} is here, in the words that you gave it.',
  ],
  angles: {
    exploratory: ask('What comes first when you think of it today?', 'What do you want to be remembered?'),
    analytical: ask('What has stayed the same since then, and what has not?', 'Which hour of the day is it closest to?'),
    creative: ask(
      'If one ordinary hour from before could stand here, which one would it be?',
      'Which small thing has become larger since?',
    ),
    strategic: ask('What would you like to keep a place for?', 'What, of what was there, do you want to carry on?'),
  },
};

/** Someone is dying, or a treatment ends. */
export const parting: Family = {
  name: 'parting',
  weight: 114,
  gentle: true,
  recognize: (reading) => {
    const found = find(reading, lexicon.parting);
    const other = found && tellingClauses(reading, [found.said])[0];
    return found && { said: found.said, other };
  },
  mirrors: [
    'You wrote {said}, and {other}. Both are here as you put them.',
    '{said} is here, in the words that you gave it.',
    '{said}: nothing is added to it here.',
  ],
  angles: {
    exploratory: ask('What do you notice when you are in the room?', 'What is it like in the hour after?'),
    analytical: ask('What is known by everyone there, and what is said?', 'What has changed since it was clear, and what has not?'),
    creative: ask('Which ordinary thing has become large?', 'Which moment of today would you keep?'),
    strategic: ask('What would you like to have said?', 'What matters in the days that there are?'),
  },
};
