import type { ErrorCode } from '#libs/contracts/index.js';

/** The node, or a part of it, is away for a moment. */
const away = new Set<ErrorCode>([
  'unreachable',
  'response_invalid',
  'shutting_down',
  'bus_unavailable',
  'deadline_exceeded',
  'database_unavailable',
  'vault_unavailable',
  'gate_unavailable',
  'rate_limited',
]);

/**
 * Whether a turn is worth connecting for again. Before it was accepted only where no answer came at all: a refusal is for
 * the person to see. Afterwards the words are safe and only the reply is missing.
 */
export const isTransient = (code: ErrorCode, accepted: boolean): boolean => (accepted ? away.has(code) : code === 'unreachable');

/** Failed connections in a row without a step forward. Before acceptance someone waits with their words in hand. */
export const giveUpAfter = (accepted: boolean): number => (accepted ? 12 : 4);

/** Milliseconds: none before the first repetition, then doubling to 8 seconds. */
export const pauseBefore = (failures: number): number => (failures <= 1 ? 0 : Math.min(250 * 2 ** (failures - 1), 8_000));
