import type { DevicePublic } from '#libs/contracts/index.js';
import { concatBytes, fingerprint, fromBase64url } from '#libs/crypto/index.js';

/** What people compare on two devices: over both keys, so that neither can be exchanged for another. */
export const deviceFingerprint = ({ wrapping, signing }: Pick<DevicePublic, 'wrapping' | 'signing'>): string =>
  fingerprint(concatBytes(fromBase64url(wrapping), fromBase64url(signing)));

/**
 * What people compare on two devices after one was linked: over the id of the member key. HPKE's base mode does not say
 * who sealed, so whoever can write the node's database could wrap a key of their own to a device that has just joined, and
 * read what is written there from then on. The id is derived from the key: no other key has it.
 */
export const keyFingerprint = (keyId: string): string => fingerprint(fromBase64url(keyId));
