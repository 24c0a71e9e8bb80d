import type { Family } from '../family.js';
import { body, feeling, flat, weary } from './feelings.js';
import { empty, greeting, list, oneWord, otherLanguage, short, signs } from './form.js';
import { goOn, harmed, heavy, loss, parting } from './gentle.js';
import { asking, choice, contrast } from './joints.js';
import { absolutes, fear, repetition, unsure, whatIf } from './knowing.js';
import { asksAdvice, naming, orders, toMachine } from './machine.js';
import { comparison, relation, work } from './others.js';
import { plain } from './plain.js';
import { circles, control, ought, stuck } from './pressure.js';
import { glad, secret, verdict, wish } from './self.js';
import { change, regret, sequence, waiting } from './time.js';

export { goOn, plain };

/** Every family that listens to an ordinary turn. `goOn` answers alone, after a crisis answer, and is not among them. */
export const families: readonly Family[] = [
  ...[empty, signs, otherLanguage, oneWord, greeting, short, list],
  ...[heavy, harmed, parting, loss],
  ...[toMachine, orders, naming, asksAdvice],
  ...[
    verdict,
    flat,
    secret,
    contrast,
    sequence,
    regret,
    whatIf,
    fear,
    choice,
    comparison,
    stuck,
    circles,
    ought,
    glad,
    weary,
    feeling,
    relation,
    wish,
  ],
  ...[control, change, waiting, absolutes, asking, unsure, body, repetition, work, plain],
];
