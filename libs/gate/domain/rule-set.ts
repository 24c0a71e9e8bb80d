import { normalize } from './normalize.js';
import { type Positions, positionsOf } from './positions.js';
import { Prefilter } from './prefilter.js';
import type { Direction, Pack, Rule } from './rule.js';
import { type RuleMatcher, ruleMatcher } from './rule-matcher.js';

/** Where a rule matched: UTF-16 offsets in the raw text that was scanned, `end` exclusive. */
export type Match = { readonly rule: Rule; readonly start: number; readonly end: number };

/** The rules of one or more packs, ready to scan. Made once; holds no state between scans. */
export class RuleSet {
  /** What stamps say: the packs' names, `core/1` or `core/1+house/3`. */
  readonly pack: string;
  readonly rules: readonly Rule[];
  private readonly lanes: Record<Direction, Lane>;

  constructor(...packs: readonly Pack[]) {
    this.pack = packs.map(({ pack }) => pack).join('+');
    this.rules = packs.flatMap(({ rules }) => rules);
    const twice = this.rules.find((rule, index) => this.rules.findIndex(({ id }) => id === rule.id) !== index);
    if (twice) throw new Error(`The rule ${twice.id} is there twice.`);
    this.lanes = { input: new Lane(this.rules, 'input'), output: new Lane(this.rules, 'output') };
  }

  /** Normalized characters that can decide about one match of this direction: what a streaming check must hold back. */
  span(direction: Direction): number {
    return this.lanes[direction].span;
  }

  /** All matches, crisis first, then as they come in the text; the first decides. Time is linear in the length. */
  scan(direction: Direction, text: string): Match[] {
    return this.lanes[direction].scan(text);
  }
}

class Lane {
  readonly span: number;
  private readonly matchers: readonly RuleMatcher[];
  private readonly prefilter: Prefilter;

  constructor(rules: readonly Rule[], direction: Direction) {
    this.matchers = rules.filter((rule) => rule.direction === direction).map(ruleMatcher);
    this.span = Math.max(0, ...this.matchers.map(({ span }) => span));
    this.prefilter = new Prefilter(this.matchers);
  }

  scan(text: string): Match[] {
    const normalized = normalize(text);
    const matches: Match[] = [];
    let positions: Positions | undefined;
    for (const index of this.prefilter.rulesToRun(normalized)) {
      const matcher = this.matchers[index];
      if (!matcher) continue;
      for (const [from, to] of placesOf(matcher, normalized)) {
        positions ??= positionsOf(text);
        matches.push({ rule: matcher.rule, start: positions.start(from), end: positions.end(to - 1) });
      }
    }
    return matches.length > 1 ? matches.sort(inOrder) : matches;
  }
}

/** Crisis before everything else; then the place; at one place the order of the packs, which a stable sort keeps. */
const inOrder = (left: Match, right: Match): number =>
  Number(right.rule.category === 'crisis') - Number(left.rule.category === 'crisis') || left.start - right.start;

/** All places where a rule matches, as offsets in the normalized text. */
const placesOf = ({ expression }: RuleMatcher, normalized: string): [number, number][] => {
  const places: [number, number][] = [];
  expression.lastIndex = 0;
  for (let hit = expression.exec(normalized); hit; hit = expression.exec(normalized)) places.push([hit.index, expression.lastIndex]);
  return places;
};
