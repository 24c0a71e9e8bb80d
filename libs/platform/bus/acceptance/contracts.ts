import { z } from 'zod';
import { type CallContract, event, local, MemberId, type SignalContract } from '#libs/contracts/index.js';
import type { BusContracts } from '../contracts.js';

/** Contracts of the suite's own, so that it says what any contract gets. */
export const ask = {
  name: 'test.ask',
  to: 'gate',
  from: ['gateway'],
  deadlineMs: 1_000,
  request: z.strictObject({ text: local(z.string().max(20)) }),
  reply: z.strictObject({ answer: z.string() }),
} as const satisfies CallContract;

/** Asked by a role whose own call it is to answer the other. */
export const echo = { ...ask, name: 'test.echo', to: 'reflection', from: ['gate'] } as const satisfies CallContract;

/** Two subscribers of two roles. */
export const told = event({
  name: 'told',
  payload: z.strictObject({ member: MemberId }),
  subscribers: ['vault.hear', 'reflection.hear'],
});
/** One subscriber. */
export const noted = event({ name: 'noted', payload: z.strictObject({ member: MemberId }), subscribers: ['vault.note'] });

export const rang = {
  name: 'rang',
  from: ['vault'],
  to: ['gateway'],
  payload: z.strictObject({ member: MemberId }),
} as const satisfies SignalContract;

export const suiteContracts: BusContracts = {
  calls: [ask, echo],
  events: [told, noted],
  signals: [rang],
  streams: { from: ['reflection'], to: ['gateway'] },
};
