import type { ErrorCode } from '#libs/contracts/index.js';

/**
 * No answer, or one that says nothing of the request: a part of the node is being restarted, and another process of it, or
 * the same one in a moment, takes what is sent again. Whether the first try arrived is not known.
 */
const unanswered = new Set<ErrorCode>([
  'unreachable',
  'bus_unavailable',
  'gate_unavailable',
  'vault_unavailable',
  'deadline_exceeded',
  'shutting_down',
]);

/** The node, or a part of it, is away for a moment. */
const away = new Set<ErrorCode>([...unanswered, 'response_invalid', 'database_unavailable', 'rate_limited']);

/**
 * Whether a turn is worth sending or connecting for again. Before it was accepted only where no answer came at all: a
 * refusal is for the person to see. Afterwards the words are safe and only the reply is missing.
 */
export const isTransient = (code: ErrorCode, accepted: boolean): boolean => (accepted ? away : unanswered).has(code);

/** How often a plain question is asked in all, where parts of the node were away. Out of reach altogether is told at once. */
const MOST_QUESTIONS = 3;
/** Whether to ask again after so many failures in a row: what changes nothing, or carries its own name and is taken once. */
export const isWorthAsking = (code: ErrorCode, failures: number): boolean =>
  code !== 'unreachable' && unanswered.has(code) && failures < MOST_QUESTIONS;

/**
 * Whether a failed unlock begins anew, with a new challenge. `challenge_expired`: the process that gave the challenge is
 * gone, or can't be found for a second, or another one has the vault open, and gives the next.
 */
export const isWorthUnlocking = (code: ErrorCode, failures: number): boolean =>
  (code === 'challenge_expired' && failures < MOST_QUESTIONS) || isWorthAsking(code, failures);

/** Failed connections in a row without a step forward. Before acceptance someone waits with their words in hand. */
export const giveUpAfter = (accepted: boolean): number => (accepted ? 12 : 4);

/** Milliseconds: none before the first repetition, then doubling to 8 seconds. */
export const pauseBefore = (failures: number): number => (failures <= 1 ? 0 : Math.min(250 * 2 ** (failures - 1), 8_000));
