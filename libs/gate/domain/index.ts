/**
 * What the gate knows: the rules as data, how a text is read, where a rule matches, what is said then, and how a
 * stream is cut so that nothing leaves unchecked. Pure, without Node and Nest, so that a device decides offline what
 * the node would decide. Imports contracts alone.
 */

export { charactersIn, checkInput, checkSegment, checkSegments, type InputVerdict, LOOKED_BACK } from './check.js';
export { helpFor, helpRegions } from './help.js';
export { core, coreRules } from './packs/core.js';
export type { Direction, Pack, Rule } from './rule.js';
export { type Match, RuleSet } from './rule-set.js';
export { HELD_BACK, SegmentCutter } from './segment-cutter.js';
