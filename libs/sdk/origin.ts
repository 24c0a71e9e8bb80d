import { MirrorError } from '#libs/contracts/index.js';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|.+\.localhost)$/;

/**
 * An origin that tokens and words may be sent to: https, or http on loopback, where nobody stands between.
 * @throws {MirrorError} `invalid_request`
 */
export const safeOrigin = (text: string): string => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new MirrorError('invalid_request', 'This is not the address of a server.');
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) {
    throw new MirrorError('invalid_request', `${url.host} is only reachable without encryption, so nothing is sent there.`);
  }
  return url.origin;
};
