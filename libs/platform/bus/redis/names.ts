import type { InstanceId, Role } from '#libs/contracts/index.js';

/** What every key and channel of a node begins with; BullMQ's prefix too. */
export const PREFIX = 'mirror';

/** The user of Redis that a role's connections sign in as. */
export const redisUser = (role: Role): string => `${PREFIX}-${role}`;

/** Queues of BullMQ; their keys are `mirror:<queue>:…`. */
export const callQueue = (role: Role): string => `call-${role}`;
/** For what only one process of a role can answer. */
export const instanceQueue = (role: Role, instance: InstanceId): string => `call-${role}-${instance}`;
export const eventQueue = (role: Role): string => `event-${role}`;

/** Where the replies to one process's calls go. */
export const replyChannel = (role: Role, instance: string): string => `${PREFIX}:reply:${role}:${instance}`;
/** One channel per pair: who may not send to a role has no right to publish there. */
export const signalChannel = (from: Role, to: Role): string => `${PREFIX}:signal:${from}:${to}`;
/** Says, without content, that the outbox has something for a role. */
export const wakeChannel = (role: Role): string => `${PREFIX}:wake:${role}`;

/** A stream's entries, and the channel that says, without content, that there is one more. */
export const streamKey = (name: string): string => `${PREFIX}:stream:${name}`;
export const writtenChannel = (name: string): string => `${PREFIX}:written:${name}`;

/** There while the process is. */
export const presenceKey = (role: Role, instance: string): string => `${PREFIX}:present:${role}:${instance}`;
/** The processes of a role, living ones and some that were. */
export const instancesKey = (role: Role): string => `${PREFIX}:instances:${role}`;
/** Which process answers what goes to the holder of a member. */
export const leaseKey = (role: Role, member: string): string => `${PREFIX}:lease:${role}:${member}`;
/** Whose Redis this is: the id of the bus. */
export const NODE_KEY = `${PREFIX}:node`;
