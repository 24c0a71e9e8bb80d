import { TURN_CHARACTERS } from '#libs/contracts/index.js';
import { offsetOfTail } from './positions.js';
import type { Match, RuleSet } from './rule-set.js';

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
  const context = contextOf(rules, before);
  const match = rules.scan('output', context + text).find(({ end }) => end > context.length);
  return match && { rule: match.rule, start: match.start - context.length, end: match.end - context.length };
};

/** How much of what was released is looked at again: more than any rule spans. */
export const LOOKED_BACK = 1024;

/**
 * Segments one after another, each with what was released before it: those that may pass, up to the first that violates
 * a rule.
 */
export const checkSegments = (rules: RuleSet, before: string, texts: readonly string[]): { spoken: string[]; match?: Match } => {
  const spoken: string[] = [];
  let released = before;
  for (const text of texts) {
    const match = checkSegment(rules, released, text);
    if (match) return { spoken, match };
    spoken.push(text);
    released = (released + text).slice(-LOOKED_BACK);
  }
  return { spoken };
};

/** The part of `before` that a match in what follows can reach into. */
export const contextOf = (rules: RuleSet, before: string): string => {
  let from = before.length;
  while (from > 0 && !endsSentence(before.charCodeAt(from - 1))) from--;
  const sentence = before.slice(from);
  // Counted in normalized characters, so that padding can't push out what a match begins with. It may now begin inside of
  // a word, but a match that begins there is too short to reach what follows.
  return sentence.slice(offsetOfTail(sentence, rules.span('output')));
};

/** `.`, `!` or `?`: no pattern consumes one of these (`phrase.ts`), so none reaches across. */
const endsSentence = (code: number): boolean => code === 46 || code === 33 || code === 63;
