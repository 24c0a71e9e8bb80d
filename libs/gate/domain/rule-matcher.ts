import { parsePhrase } from './phrase.js';
import { requiredLiterals, SHORTEST_LITERAL } from './phrase-literals.js';
import { type Extent, extentOf, LEFT_EDGE, RIGHT_EDGE, sourceOf } from './phrase-source.js';
import type { Rule } from './rule.js';

/** One pattern made ready. `literals`: words without any of which it can't match. Expressions are for normalized text. */
export type PatternMatcher = { readonly expression: RegExp; readonly extent: Extent; readonly literals: readonly string[] };

/** A rule made ready: one expression for all its patterns, and each of them alone. */
export type RuleMatcher = {
  readonly rule: Rule;
  readonly expression: RegExp;
  /** Normalized characters that can decide about one match, see `spanOf`. */
  readonly span: number;
  readonly patterns: readonly PatternMatcher[];
};

/** @throws Error that names the rule and the pattern: a faulty pack stops the start, never a check. */
export const ruleMatcher = (rule: Rule): RuleMatcher => {
  const patterns = rule.patterns.map((pattern) => patternMatcher(rule, pattern));
  const sources = rule.patterns.map((pattern) => sourceOf(parsePhrase(pattern)));
  const span = Math.max(...patterns.map(({ extent }) => extent.ahead + extent.behind));
  return { rule, expression: edged(sources.join('|')), span, patterns };
};

const patternMatcher = (rule: Rule, pattern: string): PatternMatcher => {
  const phrase = parsePhrase(pattern);
  const literals = requiredLiterals(phrase);
  if (literals.length === 0 || literals.some((literal) => literal.length < SHORTEST_LITERAL)) {
    throw new Error(`The pattern "${pattern}" of ${rule.id} needs a word of ${SHORTEST_LITERAL} letters that is always there.`);
  }
  return { expression: edged(sourceOf(phrase)), extent: extentOf(phrase), literals };
};

const edged = (source: string): RegExp => new RegExp(`${LEFT_EDGE}(?:${source})${RIGHT_EDGE}`, 'g');
