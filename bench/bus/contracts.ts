import { z } from 'zod';
import { type CallContract, event, local, MemberId } from '#libs/contracts/index.js';
import type { BusContracts } from '#libs/platform/bus/contracts.js';

/** Asked by one process, answered by another: a sentence or two each way, as between the roles of a turn. */
export const ask = {
  name: 'bench.ask',
  to: 'vault',
  from: ['gateway'],
  deadlineMs: 10_000,
  request: z.strictObject({ text: local(z.string()) }),
  reply: z.strictObject({ text: local(z.string()) }),
} as const satisfies CallContract;

/** Published by one process, handled by another. */
export const noted = event({ name: 'noted', payload: z.strictObject({ member: MemberId }), subscribers: ['vault.note'] });

export const benchContracts: BusContracts = { calls: [ask], events: [noted], signals: [], streams: { from: [], to: [] } };

/** What both arms answer. */
export const answerTo = (text: string): string => text.toUpperCase();
