/**
 * The gate: the only way by which text gets to an engine or out to a person. Owns the rules, the verdicts on what comes
 * in and goes out, the stamps that prove them and the key behind the stamps; keeps nothing. Others use it through
 * `gateCalls` and the pure parts in `domain/`, which run on devices too.
 */
export * from './domain/index.js';
