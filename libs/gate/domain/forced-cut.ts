import { checkSegment } from './check.js';
import { joinsBackward } from './normalize.js';
import { offsetOfTail } from './positions.js';
import type { RuleSet } from './rule-set.js';

/**
 * Where to cut a text that goes on without the end of a sentence, as an offset in `held`, or undefined where it must be
 * held longer.
 *
 * No match may begin ahead of the cut and end after it, known or still to come. What could still become a match begins
 * in the last `span` characters of `held`, so the cut lies before them; what is a match already is seen by a scan, and
 * the cut lies before it, or behind it if it comes first (then the gate refuses that piece). And no match may appear
 * only because of the cut, such as "research confirm|ation": the piece alone has to be clean.
 * @param before the released text that the held one follows
 */
export const forcedCut = (rules: RuleSet, before: string, held: string): number | undefined => {
  // Two more, since a mark that is still to come may change the last character, and one at the offset the first.
  const decided = offsetOfTail(held, rules.span('output') + 2);
  const match = checkSegment(rules, before, held);
  if (match && match.start <= 0) return match.end;
  const latest = Math.min(decided, match?.start ?? held.length);
  const isClean = (at: number) => checkSegment(rules, before, held.slice(0, at)) === undefined;
  return lastPlace(held, latest, afterBlank, isClean) ?? lastPlace(held, latest, betweenCharacters, isClean);
};

type Test = (held: string, at: number) => boolean;
const lastPlace = (held: string, latest: number, isPlace: Test, isClean: (at: number) => boolean): number | undefined => {
  for (let at = latest; at > 0; at--) if (isPlace(held, at) && isClean(at)) return at;
  return undefined;
};

const afterBlank: Test = (held, at) => /\s/.test(held.charAt(at - 1)) && betweenCharacters(held, at);

/** Not inside a surrogate pair, and not before a mark that belongs to the character ahead of the cut. */
const betweenCharacters: Test = (held, at) => {
  const next = held.charCodeAt(at);
  return (next & 0xfc00) !== 0xdc00 && !joinsBackward(held.slice(at, at + 2));
};
