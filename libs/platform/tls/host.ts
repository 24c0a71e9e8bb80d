import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** What a certificate is for: a name, or an IPv4 address. */
export type Host = { kind: 'name' | 'address'; text: string };

/** @throws Error with a sentence where it is neither. */
export const parseHost = (text: string): Host => {
  if (isIPv6(text.replace(/^\[|\]$/g, '')))
    throw new Error(`${text} is an IPv6 address. Give the server a name, or take its IPv4 address.`);
  if (isIPv4(text)) return { kind: 'address', text };
  const name = domainToASCII(text.toLowerCase()).replace(/\.$/, '');
  // RFC 1123 §2.1, RFC 1035 §2.3.4
  if (!/^(?!.{254})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    throw new Error(`"${text}" is not a name that a server can have.`);
  return { kind: 'name', text: name };
};

/** Names that stand for nothing outside a house: RFC 2606, 6761, 6762, 8375, 9476, ICANN's `.internal`, and what routers and offices use. */
const INSIDE = /(^|\.)(localhost|local|internal|lan|home|home\.arpa|corp|private|intranet|test|example|invalid|alt|onion)$/;

/** Whether a public certificate authority can certify it: a name with a dot below a public ending. */
export const isPublic = ({ kind, text }: Host): boolean => kind === 'name' && text.includes('.') && !INSIDE.test(text);

/** The four bytes of an IPv4 address. */
export const addressBytes = (address: string): Uint8Array => Uint8Array.from(address.split('.').map(Number));
