import type { z } from 'zod';
import { DeviceId, type InstanceId, MemberId, type Role } from './ids.js';

/** Which of a role's replicas answers. */
export type Replica<Request extends z.ZodType = z.ZodType> =
  /** The one in which the request's member unlocked the vault; without one, or without its reply, the answer is `vault_locked`. */
  | 'holder'
  /** That one where there is one, else any. */
  | 'holder-or-any'
  /** The one that the request names: it alone knows what the request is about. Gone: `challenge_expired`. */
  | { named(request: z.output<Request>): InstanceId };

/** A question answered now by one role; both ends parse. `from` is the table of who may call it. */
export type CallContract<Request extends z.ZodType = z.ZodType, Reply extends z.ZodType = z.ZodType> = {
  name: string;
  to: Role;
  from: readonly Role[];
  request: Request;
  reply: Reply;
  /** After that the caller gets `deadline_exceeded`; there is no retry. */
  deadlineMs: number;
  /** Left out: any replica. */
  replica?: Replica<Request>;
};
/** Types a contract by what it says, so that names and shapes are literal. */
export const call = <const Name extends string, Request extends z.ZodType, Reply extends z.ZodType>(
  contract: CallContract<Request, Reply> & { name: Name },
) => contract;

/** Whose it is. */
export const member = { member: MemberId };
/** Whose it is, and which of their devices acts. */
export const acting = { member: MemberId, device: DeviceId };
