import { type Clause, CONTRASTS } from '../clauses.js';
import { ask, type Family } from '../family.js';
import { lexicon } from '../lexicon.js';
import { quotable, quoteOf } from '../quoting.js';
import { find, type Reading, thingIn } from '../reading.js';
import { overlaps, type Span, through, type Word } from '../spans.js';

type Contrast = { left: Span; right: Span; joint: Span; between: boolean };

const told = (clause: Clause | undefined): clause is Clause => clause !== undefined && clause.words.length >= 2 && !clause.asks;

/** "if I stop, nothing happens": a condition is quoted with what follows from it. */
const extended = ({ clauses, text }: Reading, clause: Clause): Span | undefined => {
  const next = clauses[clauses.indexOf(clause) + 1];
  const [first, last] = [clause.words[0], next?.words.at(-1)];
  if (!/^(?:if|when|because|unless|until)$/.test(first?.lower ?? '') || next?.sentence !== clause.sentence || !first || !last)
    return undefined;
  const span = through(text, first, last);
  return clause.words.length + next.words.length <= 12 && quotable(span.text) ? span : undefined;
};

/** Two clauses set against each other, by a word between them, one before them, or a "still" inside the second. */
export const contrastIn = (reading: Reading): Contrast | undefined => {
  const { clauses, text } = reading;
  for (const [index, clause] of clauses.entries()) {
    const [before, after] = [clauses[index - 1], clauses[index + 1]];
    const still = clause.joint?.lower === 'and' ? clause.words.find((word) => word.lower === 'still') : undefined;
    const joint: Word | undefined = CONTRASTS.has(clause.joint?.lower ?? '') ? clause.joint : still;
    if (!joint || !told(clause)) continue;
    const leads = /^(?:although|though|whereas)$/.test(joint.lower) && before?.sentence !== clause.sentence;
    const [one, two] = leads ? [clause, after] : [before, clause];
    if (!told(one) || !told(two) || (leads && after?.sentence !== clause.sentence)) continue;
    const [left, right] = [quoteOf(text, one), extended(reading, two) ?? quoteOf(text, two, still)];
    if (left && right) return { left, right, joint, between: !leads };
  }
  return undefined;
};

export const contrast: Family = {
  name: 'contrast',
  weight: 70,
  suits: ['analytical', 'exploratory'],
  recognize: (reading) => {
    const found = contrastIn(reading);
    if (!found) return undefined;
    const { left, right, joint } = found;
    const inside = overlaps(joint, right);
    return { left, right, joint, hinge: found.between && !inside ? joint : undefined, still: inside ? joint : undefined };
  },
  mirrors: [
    '{left} comes first, then {hinge}, then {right}.',
    'Two things stand side by side in what you wrote, {left} and {right}. The {hinge} between them lets both of them be there.',
    'You wrote {left} and did not stop there: after the {hinge} comes {right}.',
    'There is {left}, and there is {right}. Neither takes the other back.',
    'Both are in what you wrote, {left} and {right}, and {joint} keeps them apart.',
    '{left} and {right}: you let both of them stand.',
    '{left} is in the first half, {right} in the second. {still} joins them, as if the one were meant to have ended the other.',
  ],
  angles: {
    exploratory: ask(
      'Which of the two were you nearer to while you were writing?',
      'What is it like to have both of them in one place?',
      'What was there just before either of them?',
    ),
    analytical: [
      {
        say: 'If it ended before {hinge}, it would be a different thought.',
        ask: 'What does the second half know that the first leaves out?',
      },
      { ask: 'What would have to be different for both halves to be true without {joint}?' },
      { ask: 'Are these two facts, or is one of them a fact and the other a wish?' },
    ],
    creative: ask(
      'If the two halves changed places, and {right} came first, what would it be about?',
      'If {left} and {right} sat down at one table, what would each want the other to hear?',
    ),
    strategic: ask(
      'What would count, for you, as the two no longer pulling against each other?',
      'Which of the two do you want to be able to say in a month?',
    ),
  },
  guesses: ['It may be that {right} is the part that needed writing.', 'The weight may lie after {hinge}; the words alone do not say.'],
};

const sides = (reading: Reading): { one: Span; two: Span; or: Span } | undefined => {
  const clause = reading.clauses.find(({ words }) => words.some(({ lower }) => lower === 'or'));
  const words = clause?.words ?? [];
  const at = words.findIndex((word) => word.lower === 'or');
  const opener = words.findLastIndex((word, index) => index < at && /^(?:whether|either|to|between|should|i)$/.test(word.lower));
  const [from, before, or, after, last] = [
    words[opener + 1],
    words[at - 1],
    words[at],
    words[at + 1],
    words[Math.min(at + 4, words.length - 1)],
  ];
  if (at < 1 || opener < 0 || at - opener > 5 || opener + 1 >= at || !from || !before || !or || !after || !last) return undefined;
  const [one, two] = [through(reading.text, from, before), through(reading.text, after, last)];
  return quotable(one.text) && quotable(two.text) && after.lower !== 'not' ? { one, two, or } : undefined;
};

export const choice: Family = {
  name: 'choice',
  weight: 67,
  suits: ['strategic'],
  recognize: (reading) => {
    const found = find(reading, lexicon.choice);
    const both = sides(reading);
    if (!both && !(found && /\b(?:i|me|my|we)\b/iu.test(found.clause.text))) return undefined;
    return { ...both, said: found?.said, thing: thingIn(reading) };
  },
  mirrors: [
    '{one} stands on one side of {or}, {two} on the other, and both are still open.',
    'Two ways are written down, {one} and {two}. Neither has been crossed out.',
    '{said}: so far nothing in what you wrote has been decided.',
    '{said} holds more than one way, and you have written it before taking either.',
  ],
  angles: {
    exploratory: ask('What does each of the ways promise?', 'What do you notice in yourself when you read the one, and then the other?'),
    analytical: ask(
      'What is true whichever way it goes?',
      'What in it can be undone later, and what cannot?',
      'What would be lost with each of them?',
    ),
    creative: ask(
      'If both had already happened, in two different lives, what would each of you write to the other?',
      'If you had chosen a year ago and forgotten about it, which one would you expect to find?',
    ),
    strategic: ask('What is missing before it can be decided, and by when?', 'What would count as a good outcome of either?'),
  },
  guesses: [
    'One of the two may already be written with a little more care.',
    'The choice may be smaller or larger than the two ways named.',
  ],
};

/** A question of the person's own, to nobody. */
export const asking: Family = {
  name: 'asking',
  weight: 60,
  suits: ['analytical'],
  recognize: (reading) => {
    const clause = reading.clauses.filter(
      (each) => each.asks && each.words.length >= 3 && !/^(?:if|when)$/.test(each.words[0]?.lower ?? ''),
    )[0];
    const asked = clause && quoteOf(reading.text, clause);
    if (!asked) return undefined;
    const last = reading.sentences.at(-1)?.index === clause.sentence;
    const alone = reading.sentences.length === 1;
    return {
      asked,
      ending: last && !alone ? 'It ends' : undefined,
      on: last ? undefined : 'and you went on writing',
      alone: alone ? 'The whole of it' : undefined,
    };
  },
  mirrors: [
    '{ending} with a question: {asked}. What comes before it leads up to that.',
    'You ask {asked}, {on}.',
    '{alone} is a question, {asked}, and it is left standing.',
  ],
  angles: {
    exploratory: ask('What made you ask it now?', 'Which answer are you hoping it is not?'),
    analytical: ask('What does the question take for granted?', 'What is it a question about, if you name only one thing?'),
    creative: ask(
      'If someone you know well had asked it, what would you hear in it?',
      'If the question were turned around, what would it ask?',
    ),
    strategic: ask('What kind of answer could you use?', 'What would be different tomorrow if you had the answer?'),
  },
  guesses: ['It may be less a question than a way of saying something.', 'It may be put to someone who is not here.'],
};
