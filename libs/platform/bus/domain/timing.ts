import type { ErrorCode } from '#libs/contracts/index.js';

/** The times of the bus, in milliseconds. Tests shorten them. */
export type BusTiming = {
  /** How often the relay looks without being woken. */
  pollMs: number;
  /** Enqueued and not handled for so long: enqueued anew. */
  unhandledMs: number;
  /** After so many attempts an event is parked for that subscriber. */
  attempts: number;
  /** The wait after the first failed attempt; each later one is three times as long. */
  backoffMs: number;
  /** How long running handlers may take to end when the process stops. */
  drainMs: number;
  /** How long an event is kept after all have handled it. */
  keptMs: number;
};

/** Eight attempts over about 18 minutes: longer than a restart of any part, short enough that a person hears of it. */
export const busTiming: BusTiming = {
  pollMs: 1_000,
  unhandledMs: 30_000,
  attempts: 8,
  backoffMs: 1_000,
  drainMs: 10_000,
  keptMs: 24 * 3_600_000,
};

/** What says nothing about the event, only that the node can't work now: such an attempt is not counted. */
const passing: readonly ErrorCode[] = ['database_unavailable', 'disk_full', 'shutting_down'];

export type Next = { parked: true } | { parked: false; waitMs: number; counted: boolean };

/** What follows the failure of attempt number `attempts` (the first is 1) with `code`: a wait, or parking. */
export const afterFailure = (code: ErrorCode, attempts: number, timing: BusTiming): Next => {
  if (passing.includes(code)) return { parked: false, waitMs: timing.backoffMs * 10, counted: false };
  if (attempts >= timing.attempts) return { parked: true };
  return { parked: false, waitMs: timing.backoffMs * 3 ** (attempts - 1), counted: true };
};
