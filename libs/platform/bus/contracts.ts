import { type CallContract, calls, type EventContract, events } from '#libs/contracts/index.js';

/** Every call and event that this bus carries; the proof at start goes through them. */
export type BusContracts = { calls: readonly CallContract[]; events: readonly EventContract[] };

/** The node's own. Tests bring theirs. */
export const nodeContracts: BusContracts = { calls: Object.values(calls), events: Object.values(events) };
