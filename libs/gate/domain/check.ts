import { TURN_CHARACTERS } from '#libs/contracts/index.js';
import type { Match, RuleSet } from './rule-set.js';

/** What stands between two sentences. No pattern consumes one of these (`phrase.ts`), so none reaches across. */
const SENTENCE_END = /[.!?](?=[^.!?]*$)/;

/** Code points, as a person counts characters; before normalization, so that nothing is hidden by folding. */
export const charactersIn = (text: string): number => {
  let pairs = 0;
  for (let index = 1; index < text.length; index++) if (isPair(text, index)) pairs++;
  return text.length - pairs;
};

const isPair = (text: string, index: number): boolean =>
  (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;

/** What the gate says to a text that a member sends. `help`: it is crisis, and was sent on purpose. */
export type InputVerdict =
  | { verdict: 'cleared'; help: boolean }
  | { verdict: 'crisis' }
  | { verdict: 'blocked'; match: Match }
  | { verdict: 'size'; characters: number };

/**
 * Crisis comes before everything, the size limit too: who writes long in a crisis gets help, not a complaint about
 * length. `goOn` is the member's word that they know; all other rules still apply then.
 */
export const checkInput = (rules: RuleSet, text: string, goOn: boolean): InputVerdict => {
  const matches = rules.scan('input', text);
  const crisis = matches[0]?.rule.category === 'crisis';
  if (crisis && !goOn) return { verdict: 'crisis' };
  const characters = charactersIn(text);
  if (characters > TURN_CHARACTERS) return { verdict: 'size', characters };
  const match = matches.find(({ rule }) => rule.category !== 'crisis');
  return match ? { verdict: 'blocked', match } : { verdict: 'cleared', help: crisis };
};

/**
 * The first match that touches `text`, if there is one; offsets count from its start and may be negative.
 * @param before what was released just before it: it decides where a word or a match begins in it or ahead of it
 */
export const checkSegment = (rules: RuleSet, before: string, text: string): Match | undefined => {
  const context = before.slice(before.search(SENTENCE_END) + 1);
  const match = rules.scan('output', context + text).find(({ end }) => end > context.length);
  return match && { rule: match.rule, start: match.start - context.length, end: match.end - context.length };
};
