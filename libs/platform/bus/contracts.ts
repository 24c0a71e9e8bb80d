import {
  type CallContract,
  calls,
  type EventContract,
  events,
  type SignalContract,
  type StreamContract,
  signals,
  streams,
} from '#libs/contracts/index.js';

/** All that this bus carries: the proof at start goes through it, and between processes the rights of each role follow from it. */
export type BusContracts = {
  calls: readonly CallContract[];
  events: readonly EventContract[];
  signals: readonly SignalContract[];
  streams: StreamContract;
};

/** Those that a method of some process must take. */
export type HandledContracts = Pick<BusContracts, 'calls' | 'events'>;

/** The node's own. Tests bring theirs. */
export const nodeContracts: BusContracts = {
  calls: Object.values(calls),
  events: Object.values(events),
  signals: Object.values(signals),
  streams,
};
