import { LiteralFinder } from './literal-finder.js';
import type { PatternMatcher, RuleMatcher } from './rule-matcher.js';

/**
 * Says which rules need running over a text at all. One pass finds the words of all patterns; where one stands, only
 * the patterns that need it are tried, and only where a match around it could begin.
 *
 * Sound, so that it never hides a match: a pattern's words are derived from it (`phrase-literals.ts`), every occurrence
 * of every word is seen, and the stretch that is tried holds all that could decide (`phrase-source.ts`). A stretch cut
 * out of a text may match where the text does not; then the rule runs in vain.
 */
export class Prefilter {
  private readonly finder: LiteralFinder;
  /** For each literal, the patterns that need it or another one. */
  private readonly candidates: readonly (readonly Candidate[])[];

  constructor(matchers: readonly RuleMatcher[]) {
    const candidates = matchers.flatMap(({ patterns }, rule) => patterns.map((pattern) => ({ rule, pattern })));
    const literals = [...new Set(candidates.flatMap(({ pattern }) => pattern.literals))];
    this.candidates = literals.map((literal) => candidates.filter(({ pattern }) => pattern.literals.includes(literal)));
    this.finder = new LiteralFinder(literals);
  }

  /** Indices of the rules to run, in their order. */
  rulesToRun(normalized: string): readonly number[] {
    let found: Set<number> | undefined;
    this.finder.find(normalized, (literal, end) => {
      for (const { rule, pattern } of this.candidates[literal] ?? []) {
        if (!found?.has(rule) && matchesAround(pattern, normalized, end)) found = (found ?? new Set()).add(rule);
      }
    });
    return found ? [...found].sort((left, right) => left - right) : NONE;
  }
}

type Candidate = { readonly rule: number; readonly pattern: PatternMatcher };
const NONE: readonly number[] = [];

/** Does the pattern match somewhere in a stretch so wide that the literal that ends at `end` may be anywhere in the match? */
const matchesAround = ({ expression, extent }: PatternMatcher, normalized: string, end: number): boolean => {
  const earliest = Math.max(0, end - extent.length);
  const from = Math.max(0, earliest - extent.behind);
  expression.lastIndex = earliest - from;
  return expression.test(normalized.slice(from, end + extent.ahead));
};
