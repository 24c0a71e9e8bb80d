import { Instant, MirrorError, SessionId } from '#libs/contracts/index.js';

/** Where a page of sessions goes on: before the session that was last used then. */
export type PlaceInList = { lastAt: string; id: SessionId };

/** A place as a client carries it; opaque to it, and nothing in it is secret. */
export const placeInList = ({ lastAt, id }: PlaceInList): string => `${lastAt}~${id}`;

/** Errors: `invalid_request` for what is no place. */
export const parsePlaceInList = (text: string): PlaceInList => {
  const [first, second, ...more] = text.split('~');
  const [lastAt, id] = [Instant.safeParse(first).data, SessionId.safeParse(second).data];
  if (!lastAt || !id || more.length > 0) throw new MirrorError('invalid_request', 'query.before is not a place in the list.');
  return { lastAt, id };
};

/** The ordinal that a page of turns lies below. Errors: `invalid_request` for what is none. */
export const parsePlaceInSession = (text: string): number => {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new MirrorError('invalid_request', 'query.before is not a place in the session.');
  return Number(text);
};
