import type { PatternMatcher, RuleMatcher } from './rule-matcher.js';

/**
 * Says which rules need running over a text at all. One pass finds the words of all patterns; where one stands, only
 * the patterns that need it are tried, and only where a match around it could begin.
 *
 * Sound, so that it never hides a match: a pattern's words are derived from it (`phrase-literals.ts`), every occurrence
 * of every word is seen, overlapping ones too, and the stretch that is tried holds all that could decide
 * (`phrase-source.ts`). A stretch cut out of a text may match where the text does not; then the rule runs in vain.
 */
export class Prefilter {
  private readonly anyLiteral: RegExp;
  private readonly patternsOf: ReadonlyMap<string, readonly Candidate[]>;

  constructor(matchers: readonly RuleMatcher[]) {
    const candidates = matchers.flatMap(({ patterns }, rule) => patterns.map((pattern) => ({ rule, pattern })));
    const literals = [...new Set(candidates.flatMap(({ pattern }) => pattern.literals))];
    // Where a longer literal stands, so does any that it contains: the shortest ones stand for all.
    const shortest = literals.filter((literal) => !literals.some((other) => other !== literal && literal.includes(other)));
    const needing = (literal: string) => candidates.filter(({ pattern }) => pattern.literals.some((other) => other.includes(literal)));
    this.patternsOf = new Map(shortest.map((literal) => [literal, needing(literal)]));
    this.anyLiteral = new RegExp(shortest.sort().map(escaped).join('|') || '(?!)', 'g');
  }

  /** Indices of the rules to run, in their order. */
  rulesToRun(normalized: string): readonly number[] {
    const { anyLiteral } = this;
    let found: Set<number> | undefined;
    anyLiteral.lastIndex = 0;
    for (let hit = anyLiteral.exec(normalized); hit; hit = anyLiteral.exec(normalized)) {
      for (const { rule, pattern } of this.patternsOf.get(hit[0]) ?? []) {
        if (!found?.has(rule) && matchesAround(pattern, normalized, hit.index)) found = (found ?? new Set()).add(rule);
      }
      // Literals may overlap without containing each other.
      anyLiteral.lastIndex = hit.index + 1;
    }
    return found ? [...found].sort((left, right) => left - right) : [];
  }
}

type Candidate = { readonly rule: number; readonly pattern: PatternMatcher };

/** Does the pattern match somewhere from its length before the literal on? */
const matchesAround = ({ expression, extent }: PatternMatcher, normalized: string, at: number): boolean => {
  const earliest = Math.max(0, at - extent.length);
  const from = Math.max(0, earliest - extent.behind);
  expression.lastIndex = earliest - from;
  return expression.test(normalized.slice(from, at + extent.ahead));
};

const escaped = (literal: string): string => literal.replace(/[^a-z0-9äöüß' -]/g, '\\$&');
