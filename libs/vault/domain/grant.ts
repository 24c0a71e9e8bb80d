import { MirrorError, type Purpose, type UnlockGrant } from '#libs/contracts/index.js';

/** The longest that one unlock can last, in milliseconds, whatever the device asks for. */
const LONGEST = 12 * 60 * 60 * 1000;
/** Without a person's own doing for that long, the vault closes. */
export const IDLE = 15 * 60 * 1000;

/** What a member allowed, as it is enforced. Times in milliseconds. */
export type Admitted = { readonly purposes: ReadonlySet<Purpose>; readonly until: number };

/** @throws MirrorError `unlock_invalid` for a grant that is over before it begins */
export const admitGrant = ({ purposes, until }: UnlockGrant, now: number): Admitted => {
  const asked = Date.parse(until);
  if (!(asked > now)) throw new MirrorError('unlock_invalid', 'The unlock is over before it begins: check the clock of the device.');
  return { purposes: new Set(purposes), until: Math.min(asked, now + LONGEST) };
};
