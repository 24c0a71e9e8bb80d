import { z } from 'zod';
import type { HoldsLocal } from './boundaries.js';
import { DeviceId, MemberId, type Role, SessionId, TurnId } from './ids.js';

/** An event: work that must happen. Its payload carries ids only; each named subscriber has exactly one handler. */
export type EventContract<Payload extends z.ZodType = z.ZodType> = { name: string; payload: Payload; subscribers: readonly Subscriber[] };
/** `<role>.<what it does>`: the role's processes handle it. */
export type Subscriber = `${Role}.${string}`;

/** Names an event. A payload with `local` anywhere inside does not compile: nothing of a member's goes through a queue. */
export const event = <const Name extends string, Payload extends z.ZodType, const Subscribers extends readonly Subscriber[]>(contract: {
  name: Name;
  payload: true extends HoldsLocal<z.output<Payload>> ? never : Payload;
  subscribers: Subscribers;
}) => contract as { name: Name; payload: Payload; subscribers: Subscribers };

export const events = {
  /** A member's vault was opened: rows that waited for it are worked off. */
  memberUnlocked: event({
    name: 'member-unlocked',
    payload: z.strictObject({ member: MemberId, device: DeviceId }),
    subscribers: ['reflection.drain', 'gateway.seen'],
  }),
  /** A device was removed: what was wrapped to it goes. */
  deviceRemoved: event({
    name: 'device-removed',
    payload: z.strictObject({ member: MemberId, device: DeviceId }),
    subscribers: ['vault.unwrap'],
  }),
  /** A turn ended, in whatever way: the session's outline follows. */
  turnSettled: event({
    name: 'turn-settled',
    payload: z.strictObject({ member: MemberId, session: SessionId, turn: TurnId }),
    subscribers: ['reflection.outline'],
  }),
} as const;

/** A best-effort broadcast: to each process of the roles in `to`, from the roles in `from` alone. */
export type SignalContract = { name: string; from: readonly Role[]; to: readonly Role[]; payload: z.ZodType };

/** What is only good to know at once: the truth is in PostgreSQL, and re-read where signals may have been missed. */
export const signals = {
  deviceRemoved: {
    name: 'device-removed',
    from: ['gateway'],
    to: ['gateway', 'vault'],
    payload: z.strictObject({ member: MemberId, device: DeviceId }),
  },
  vaultChanged: {
    name: 'vault-changed',
    from: ['vault'],
    to: ['gateway', 'reflection'],
    payload: z.strictObject({ member: MemberId, state: z.enum(['locked', 'unlocked']) }),
  },
  workDone: { name: 'work-done', from: ['reflection'], to: ['gateway'], payload: z.strictObject({ member: MemberId }) },
  /** Whoever follows that turn, or waits for it, looks how it ended. */
  turnSettled: { name: 'turn-settled', from: ['reflection'], to: ['gateway', 'reflection'], payload: z.strictObject({ turn: TurnId }) },
  turnCancelled: { name: 'turn-cancelled', from: ['reflection'], to: ['reflection'], payload: z.strictObject({ turn: TurnId }) },
} as const satisfies Record<string, SignalContract>;

/** The ordered segments of replies: `from` writes them, `to` reads them. */
export type StreamContract = { from: readonly Role[]; to: readonly Role[] };

export const streams = { from: ['reflection'], to: ['gateway'] } as const satisfies StreamContract;
