import type { DevicePublic } from '#libs/contracts/index.js';
import { concatBytes, fingerprint, fromBase64url } from '#libs/crypto/index.js';

/** What people compare on two devices: over both keys, so that neither can be exchanged for another. */
export const deviceFingerprint = ({ wrapping, signing }: Pick<DevicePublic, 'wrapping' | 'signing'>): string =>
  fingerprint(concatBytes(fromBase64url(wrapping), fromBase64url(signing)));
