import type { RouteName } from '#libs/contracts/index.js';

/** At most `limit` in any `seconds`, counted per key. */
export type Limit = { readonly bucket: string; readonly limit: number; readonly seconds: number };

const perMinute = (bucket: string, limit: number): Limit => ({ bucket, limit, seconds: 60 });

/** One member's device may ask for so many answers (MirrorGate v11: 30 in 60 s). */
export const TURN_LIMIT = perMinute('turn', 30);

/**
 * What one address may ask without a token. Secrets of 256 bits need no limit against guessing; this keeps strangers
 * from working the database. Many people behind one address join and renew here, hence the room in `tokens`.
 */
export const ADDRESS_LIMITS: Partial<Record<RouteName, Limit>> = {
  node: perMinute('address.node', 120),
  invitation: perMinute('address.invitation', 20),
  enrol: perMinute('address.enrol', 30),
  tokens: perMinute('address.tokens', 240),
  openLink: perMinute('address.openLink', 20),
  linkState: perMinute('address.linkState', 240),
};

/** What one device key may ask where it has no token yet. */
export const KEY_LIMITS: Partial<Record<RouteName, Limit>> = {
  tokens: perMinute('key.tokens', 30),
  openLink: perMinute('key.openLink', 5),
  linkState: perMinute('key.linkState', 60),
};

/**
 * What one device of a member may ask. Codes of links have 40 bits and live 10 minutes: 10 tries a minute leave whoever
 * guesses at one waiting code a chance of 1 in 10^10.
 */
export const DEVICE_LIMITS: Partial<Record<RouteName, Limit>> = {
  lookLink: perMinute('device.lookLink', 10),
  invite: perMinute('device.invite', 30),
  unlockChallenge: perMinute('device.unlockChallenge', 30),
};
