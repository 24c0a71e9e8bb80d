import { Logger } from '@nestjs/common';
import { type EventId, fromProblem, MirrorError, type Role } from '#libs/contracts/index.js';
import { errorFields, Gathered } from '#libs/platform/log/index.js';

const logger = new Logger('bus');

/** Where something went wrong, in names of ours. */
export type Place = { contract: string } | { signal: string } | { event: string; subscriber: string; eventId: EventId };

/** A handler of ours failed with something that is not one of our errors. */
export const noteMistake = (place: Place, error: unknown): void =>
  logger.error({ what: 'handler_failed', ...place, error: errorFields(error) });

/** A reply of ours that its own contract refuses; `code` says how, never what it was. */
export const noteMisfit = (contract: string, code: string): void => logger.error({ what: 'reply_misfit', contract, code });

/** An event waits for a person from now on. */
export const noteParked = (eventId: EventId, subscriber: string, code: string): void =>
  logger.warn({ what: 'event_parked', eventId, subscriber, code });

/** The same trouble is met again with each try: once in a while says it. */
const QUIET_MS = 5_000;
const noted = new Map<string, number>();

/** Something went wrong beside the path of any request; it is tried again by itself. */
export const noteTrouble = (part: string, error: unknown, role?: string): void => {
  const fields = errorFields(error);
  const trouble = `${part} ${role} ${fields.name} ${fields.code}`;
  const now = performance.now();
  if (now < (noted.get(trouble) ?? 0) + QUIET_MS && noted.has(trouble)) return;
  if (noted.size >= 100) noted.clear();
  noted.set(trouble, now);
  logger.warn({ what: 'bus_trouble', part, role, error: fields });
};

/** A handler ran longer than a stop waits; its event is handled at the next start. */
export const noteUndrained = (): void => logger.warn({ what: 'bus_undrained' });

/**
 * A failure as the other side may know it: our own error with its code and sentence and without its cause, and
 * `internal` for everything else, which is noted here.
 */
export const asKnownOutside = (place: Place, error: unknown): MirrorError => {
  if (error instanceof MirrorError) return fromProblem(error.toProblem());
  noteMistake(place, error);
  return new MirrorError('internal');
};

type Refused = 'unreadable' | 'replayed' | 'stale' | 'lost' | 'stray';

/** Whoever has Redis decides how often. */
const refused = new Gathered<`${Refused} ${string}`>((what, count) => {
  const [code, role] = what.split(' ');
  logger.warn({ what: 'bus_refused', code, role, count });
});

/** Something in Redis is not what any role of ours put there, or is not new. Noted without a word of it. */
export const noteRefused = (why: Refused, role: Role | 'events'): void => refused.note(`${why} ${role}`);
