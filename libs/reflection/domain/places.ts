import { z } from 'zod';
import { Instant, MirrorError, SessionId } from '#libs/contracts/index.js';

/** Where a page of sessions goes on: before the session that was last used then. */
export type PlaceInList = { lastAt: string; id: SessionId };

const InList = z.tuple([Instant, SessionId]);
const InSession = z.string().regex(/^[1-9][0-9]{0,8}$/);

/** A place as a client carries it; opaque to it, and nothing in it is secret. */
export const placeInList = ({ lastAt, id }: PlaceInList): string => `${lastAt}~${id}`;

/** Errors: `invalid_request` for what is no place. */
export const parsePlaceInList = (text: string): PlaceInList => {
  const { data } = InList.safeParse(text.split('~'));
  if (!data) throw new MirrorError('invalid_request', 'query.before is not a place in the list.');
  return { lastAt: data[0], id: data[1] };
};

/** The ordinal that a page of turns lies below. Errors: `invalid_request` for what is none. */
export const parsePlaceInSession = (text: string): number => {
  const { data } = InSession.safeParse(text);
  if (!data) throw new MirrorError('invalid_request', 'query.before is not a place in the session.');
  return Number(data);
};
