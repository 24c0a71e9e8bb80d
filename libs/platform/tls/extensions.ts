import { bitString, boolean, type Der, explicit, implicit, integer, objectIdentifier, octetString, sequence } from './der.js';
import { addressBytes, type Host } from './host.js';

const extension = (id: string, critical: boolean, value: Der): Der =>
  sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));

/** RFC 5280 §4.2.1.9. An authority signs servers and no further authority: `pathlen` 0. */
export const authorityConstraints = (): Der => extension('2.5.29.19', true, sequence(boolean(true), integer(Uint8Array.of(0))));
export const serverConstraints = (): Der => extension('2.5.29.19', true, sequence());

/** RFC 5280 §4.2.1.3: keyCertSign and cRLSign; digitalSignature. */
export const authorityUsage = (): Der => extension('2.5.29.15', true, bitString(Uint8Array.of(0b0000_0110), 1));
export const serverUsage = (): Der => extension('2.5.29.15', true, bitString(Uint8Array.of(0b1000_0000), 7));

/**
 * RFC 5280 §4.2.1.12: serverAuth and nothing else. The authority says so too: the names it may sign for are those of
 * servers, and with its stolen key somebody could sign mail or programs, which have none.
 */
export const serverAuthentication = (): Der => extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1')));

/** RFC 5280 §4.2.1.2, §4.2.1.1 */
export const subjectKey = (id: Uint8Array): Der => extension('2.5.29.14', false, octetString(id));
export const authorityKey = (id: Uint8Array): Der => extension('2.5.29.35', false, sequence(implicit(0, id)));

const NAME = 2;
const ADDRESS = 7;

/** RFC 5280 §4.2.1.6 */
export const alternativeName = (host: Host): Der =>
  extension(
    '2.5.29.17',
    false,
    sequence(host.kind === 'name' ? implicit(NAME, Buffer.from(host.text)) : implicit(ADDRESS, addressBytes(host.text))),
  );

/**
 * RFC 5280 §4.2.1.10: the authority may sign for this host (and what lies below a name) and nothing else. Staff trust it
 * on their own phones: whoever steals its key must not be able to pose as their bank.
 * A kind of name without a permitted one is free, so the other kinds are excluded whole.
 */
export const onlyFor = (host: Host): Der => {
  const address = (base: Uint8Array, mask: Uint8Array) => sequence(implicit(ADDRESS, Buffer.concat([base, mask])));
  const everyName = sequence(implicit(NAME, new Uint8Array()));
  const everyAddress = [4, 16].map((bytes) => address(new Uint8Array(bytes), new Uint8Array(bytes)));
  const [permitted, excluded] =
    host.kind === 'name'
      ? [sequence(implicit(NAME, Buffer.from(host.text))), everyAddress]
      : [address(addressBytes(host.text), new Uint8Array(4).fill(255)), [everyName, everyAddress[1] as Der]];
  return extension('2.5.29.30', true, sequence(explicit(0, permitted), explicit(1, ...excluded)));
};
