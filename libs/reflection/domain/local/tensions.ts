import { quotable, quoteOf } from './quoting.js';
import type { Reading } from './reading.js';
import { firstMatch, type Span } from './spans.js';

type Pole = { readonly name: string; readonly words: RegExp };
export type Axis = { readonly name: string; readonly poles: readonly [Pole, Pole] };

/** The six default axes, in neutral words: neither pole is the better one. */
export const axes: readonly Axis[] = [
  {
    name: 'control↔surrender',
    poles: [
      {
        name: 'control',
        words: /\b(?:control\w*|make sure|in charge|manag(?:e|ing)|on top of|handle|check(?:ed|ing)?|insist(?:ed)?|fix(?:ed|ing)?)\b/iu,
      },
      {
        name: 'surrender',
        words:
          /\b(?:out of my hands|let (?:it|things) (?:be|happen|go on)|accept\w*|give in|gave in|whatever happens|trust(?:ed|ing)?|no say|leave it to|up to them)\b/iu,
      },
    ],
  },
  {
    name: 'certainty↔uncertainty',
    poles: [
      {
        name: 'certainty',
        words: /\b(?:i know|i always|clear(?:ly)?|obvious(?:ly)?|of course|no doubt|decided|made up my mind|definite(?:ly)?)\b/iu,
      },
      {
        name: 'uncertainty',
        words:
          /\b(?:don['’]?t know|not sure|unsure|maybe|perhaps|i guess|wonder(?:ing)?|doubt(?:s|ed|ing)?|confus\w+|no idea|unclear|second-guess\w*)\b/iu,
      },
    ],
  },
  {
    name: 'connection↔solitude',
    poles: [
      {
        name: 'connection',
        words:
          /\b(?:together|friends?|family|belong\w*|close to|love[ds]?|miss (?:him|her|them|you|my \w+)|counted on|rely on|relied on|call(?:ed)? (?:me|him|her|them|my \w+)|with (?:them|him|her|my \w+)|invited|visit(?:ed|ing)?)\b/iu,
      },
      {
        name: 'solitude',
        words:
          /\b(?:alone|by myself|on my own|lonely|leave me|left alone|space|quiet evening|away from everyone|withdr[ae]w\w*|nobody (?:calls|asks|knows)|stay(?:ed)? (?:home|in))\b/iu,
      },
    ],
  },
  {
    name: 'action↔stillness',
    poles: [
      {
        name: 'action',
        words:
          /\b(?:start(?:ed|ing)?|push(?:ed|ing)?|rush\w*|hurry\w*|run(?:ning)?|busy|finish(?:ed|ing)?|going to the|move|act|doing|worked|counted|extra shift|keep going)\b/iu,
      },
      {
        name: 'stillness',
        words:
          /\b(?:rest(?:ed|ing)?|pause[ds]?|quiet|sit(?:ting)?|sat|wait(?:ed|ing)?|sleep|slept|slow(?:ly|er| down)?|nothing to do|do nothing|doing nothing|stop|lie down|lay down|still sit)\b/iu,
      },
    ],
  },
  {
    name: 'structure↔flow',
    poles: [
      {
        name: 'structure',
        words: /\b(?:plan(?:s|ned|ning)?|schedule\w*|routines?|rules?|lists?|deadlines?|order|organi[sz]\w+|systems?|calendar)\b/iu,
      },
      {
        name: 'flow',
        words:
          /\b(?:free(?:dom|ly)?|spontaneous\w*|improvis\w+|loose|drift\w*|as it comes|play(?:ing|ful)?|open-ended|chaos|mess(?:y)?|flow\w*|wander\w*)\b/iu,
      },
    ],
  },
  {
    name: 'holding↔releasing',
    poles: [
      {
        name: 'holding',
        words:
          /\b(?:hold(?:ing)? (?:on|onto|it|everything)|keep(?:ing)? (?:it|him|her|them|the|my|everything)|kept|can['’]?t let go|cling\w*|carry(?:ing)?|counted on|promised|hang(?:ing)? on|stay(?:ed|ing)?|said yes|the yes)\b/iu,
      },
      {
        name: 'releasing',
        words:
          /\b(?<!can['’]t )(?:let(?:ting)? (?:it |him |her |them |this )?go|quit(?:ting)?|leave|leaving|resign\w*|drop(?:ped|ping)?|say(?:ing)? no|said no|give (?:it )?away|forget|move on|moving on|walk(?:ed|ing)? away|put it down)\b/iu,
      },
    ],
  },
];

/** A tension that the words carry: an axis, and the clause on either side, quoted as they are. */
export type Tension = { readonly axis: string; readonly poles: readonly [string, string]; readonly sides: readonly [Span, Span] };

const side = (reading: Reading, pole: Pole, clauseIndex?: number) => {
  for (const [index, clause] of reading.clauses.entries()) {
    const found = index === clauseIndex ? undefined : firstMatch(clause.text, pole.words);
    const anchor = found && { ...found, start: found.start + clause.start };
    const said = anchor && quoteOf(reading.text, clause, anchor);
    if (said && !clause.asks && quotable(said.text) && clause.words.length <= 14) return { said, index };
  }
  return undefined;
};

/** The first axis whose two poles stand in two different clauses; undefined where the words do not carry one. */
export const tensionIn = (reading: Reading): Tension | undefined => {
  for (const { name, poles } of axes) {
    const one = side(reading, poles[0]);
    const other = one && side(reading, poles[1], one.index);
    if (other) return { axis: name, poles: [poles[0].name, poles[1].name], sides: [one.said, other.said] };
  }
  return undefined;
};

export const tensionSentences = {
  /** Where the reply has not quoted both sides yet. */
  quoted: [
    '{a} leans toward {left}, {b} toward {right}.',
    'Read side by side, {a} is nearer to {left}, and {b} nearer to {right}.',
    'There is {left} in {a}, and {right} in {b}.',
  ],
  /** Where one of them is there: the other is added to it. */
  added: ['There is {near} in it, and {far} in {other}.', '{other} goes the other way: {far} there, {near} here.'],
  /** Where both stand there: in the order in which they stand. */
  named: ['The first leans toward {left}, the second toward {right}.', 'One is nearer to {left}, the other nearer to {right}.'],
} as const;
