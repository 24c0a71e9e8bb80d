import { ask, type Family } from '../family.js';
import { quoteOf } from '../quoting.js';
import type { Reading } from '../reading.js';
import type { Span } from '../spans.js';

/** The quotation of the first question that matches. */
const questionLike = (reading: Reading, pattern: RegExp): { asked: Span | undefined } | undefined => {
  const sentence = reading.sentences.find((each) => pattern.test(each.text));
  if (!sentence) return undefined;
  const clause = reading.clauses.filter((each) => each.sentence === sentence.index).find((each) => pattern.test(each.text));
  return { asked: clause && quoteOf(reading.text, clause) };
};

const TO_MACHINE =
  /\b(?:who are you|what are you|are you (?:a |an |really |just |even )?(?:bot|robot|machine|computer|program|person|human|real|listening|there|ai|alive)|do you (?:understand|care|feel|remember|think|know|like|believe|love|even)|can you (?:hear|understand|feel|help|see|read)|your (?:name|opinion)|what do you think|is (?:anyone|anybody|someone) (?:there|reading|listening)|did you (?:read|understand)|chatgpt|why (?:do|are) you)\b/iu;

export const toMachine: Family = {
  name: 'to-machine',
  weight: 106,
  recognize: (reading) => questionLike(reading, TO_MACHINE),
  mirrors: [
    '{asked} is addressed to me. I am a program: I give your own words back, and have no opinions to add.',
    'You ask me {asked}. This mirror is software; it reads what you write, holds some of it up, and asks one thing.',
    'That is addressed to me. I am a program: I give your own words back, and have no opinions to add.',
  ],
  angles: {
    exploratory: ask('What were you going to write before you asked that?', 'What would you like to be asked?'),
    analytical: ask(
      'What would a yes change about what you write here, and what would a no?',
      'What would you want to know about who is reading?',
    ),
    creative: ask(
      'If someone were sitting on the other side, what would you tell them first?',
      'What would you say to a page that could not answer at all?',
    ),
    strategic: ask(
      'What would make this worth the minutes it takes you?',
      'What do you want to have in front of you when you stop writing?',
    ),
  },
};

const ORDER =
  /^\s*(?:please |can you |could you |now )?(?:write|tell|give|make|explain|translate|summari[sz]e|ignore|forget|pretend|act|list|draft|generate|create|answer|say|repeat|show)\b(?! (?:myself|it to))/iu;

export const orders: Family = {
  name: 'orders',
  weight: 104,
  recognize: (reading) => {
    const [clause] = reading.clauses;
    if (!clause || clause.start > (reading.sentences[0]?.start ?? 0) + 1 || !ORDER.test(reading.text)) return undefined;
    return { said: quoteOf(reading.text, clause) };
  },
  mirrors: [
    '{said} is an instruction to me, and I do one thing only: I hold up what you write.',
    'That is an instruction to me, and I do one thing only: I hold up what you write.',
  ],
  angles: {
    exploratory: ask('What is it that you would like to have once it is done?', 'What brought you to ask for it today?'),
    analytical: ask('What part of it do you have already?', 'What is it for, and for whom?'),
    creative: ask(
      'If the finished thing lay in front of you, what would you look at first?',
      'What would the first line be if it came from you?',
    ),
    strategic: ask('How would you know that it had come out right?', 'What would it let you do next?'),
  },
};

const ADVICE =
  /\b(?:what (?:should|can|do|would) (?:i|you) (?:do|say|tell)|(?:should|shall) i\b|tell me what|any (?:tips|ideas|suggestions)|give me (?:some )?advice|how (?:do|can|should|would) i\b|help me (?:decide|choose|with)|what(?:['’]s| is) the (?:best|right) (?:thing|way))/iu;

export const asksAdvice: Family = {
  name: 'asks-advice',
  weight: 92,
  suits: ['strategic'],
  recognize: (reading) => questionLike(reading, ADVICE),
  mirrors: [
    'You ask {asked}. A mirror gives no directions; it can hold the question still for a moment.',
    '{asked} is the question here, and it stays yours. I only hold it up.',
    'You are asking which way to go. A mirror gives no directions; it can hold the question still for a moment.',
  ],
  angles: {
    exploratory: ask('Which answer were you hoping for while you wrote it?', 'What do you hear in it when you read it back?'),
    analytical: ask('What would have to be found out before it could be answered?', 'Which answers have you ruled out already, and why?'),
    creative: ask(
      'If someone you trust had asked you this, what would you ask them back?',
      'If the answer were already in what you wrote, in which line would it be hiding?',
    ),
    strategic: ask(
      'What would count as a good enough answer, and by when?',
      'What do you want to be true afterwards, whichever way it goes?',
    ),
  },
  guesses: ['The question may be less about which way than about who carries what follows.'],
};

const CONDITION =
  /depress(?:ed|ion)|\badhd\b|\badd\b|autis\w+|bipolar|\bocd\b|\bptsd\b|burn(?:ed|t)?[ -]?out|anxiety disorder|borderline|narcissis\w+|disorder|diagnos\w+|\bdementia\b|\bcancer\b/iu;
const NAMING =
  /\b(?:do i have|have i got|am i|could (?:it|this|i) be|is (?:it|this|that|he|she)|might (?:i|it) (?:have|be)|does (?:he|she|this|it))\b/iu;
const WRONG = /\bwhat(?:['’]s| is) wrong with me\b/iu;

export const naming: Family = {
  name: 'naming',
  weight: 101,
  recognize: (reading) => {
    const sentence = reading.sentences.find(({ text, asks }) => WRONG.test(text) || (asks && NAMING.test(text) && CONDITION.test(text)));
    if (!sentence) return undefined;
    const clause = reading.clauses.find((each) => each.sentence === sentence.index && (NAMING.test(each.text) || WRONG.test(each.text)));
    return { asked: clause && quoteOf(reading.text, clause) };
  },
  mirrors: [
    '{asked} asks for a name, and giving it one is outside of what a mirror can do.',
    'You ask {asked}. I can hold up what you wrote; a name for it is nothing that I have.',
    'You are asking for a name, and giving it one is outside of what a mirror can do.',
  ],
  angles: {
    exploratory: ask('What would be different for you if it had a name?', 'What was happening when you first wondered?'),
    analytical: ask('What have you noticed that brought you to that question?', 'Which part of what you noticed does not fit any name?'),
    creative: ask(
      'If there were no name for it, how would you describe it to a friend?',
      'What would you call it yourself, in words of your own?',
    ),
    strategic: ask('What would you do with the name once you had it?', 'Who would you want to put that question to?'),
  },
};
