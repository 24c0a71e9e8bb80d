import { z } from 'zod';
import { DeviceId, MemberId, Role } from './ids.js';

/** A question answered now by one role; both ends parse. `from` is the table of who may call it. */
export type CallContract<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> = {
  name: string;
  to: Role;
  from: readonly Role[];
  request: Request;
  reply: Reply;
  /** After that the caller gets `deadline_exceeded`; there is no retry. */
  deadlineMs: number;
  /** Goes to the instance that holds the member's lease; without one the answer is `vault_locked`. */
  unlocked?: true;
};
/** Types a contract by what it says, so that names and shapes are literal. */
export const call = <const Name extends string, Request extends z.ZodType, Reply extends z.ZodType>(
  contract: CallContract<Request, Reply> & { name: Name },
) => contract;

/** Whose it is. */
export const member = { member: MemberId };
/** Whose it is, and which of their devices acts. */
export const acting = { member: MemberId, device: DeviceId };
