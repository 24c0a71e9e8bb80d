import type { RuleCategory } from '#libs/contracts/index.js';

/** Which way a text goes: what a person writes, or what the engine says. */
export type Direction = 'input' | 'output';

/** One rule of the gate, as data. */
export type Rule = {
  /** `I-001`, `O-012`: a letter for the family and three digits (contracts' `RuleId`). */
  readonly id: string;
  readonly name: string;
  readonly direction: Direction;
  readonly category: RuleCategory;
  readonly severity: 1 | 2 | 3;
  /** In the language of `phrase.ts`. One of them matching is a match of the rule. */
  readonly patterns: readonly string[];
  /** A pack is tested by its own examples: each of `fires` must, each of `passes` must not, match this rule. */
  readonly examples: { readonly fires: readonly string[]; readonly passes: readonly string[] };
  /** What is said in place of the text that matched. It passes all output rules itself. */
  readonly reply: string;
};

/** A versioned set of rules. `pack` goes into every stamp, so a stamp says what its text was checked against. */
export type Pack = { readonly pack: string; readonly rules: readonly Rule[] };
