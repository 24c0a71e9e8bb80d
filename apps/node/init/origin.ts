import { type Host, isPublic, parseHost } from '#libs/platform/tls/index.js';

/** Who certifies the server: a public authority, asked automatically, or the node's own. */
export type Tls = 'automatic' | 'own';

/** The address that devices know a node by. */
export type Address = { origin: string; host: Host; port: number };

/** @throws Error with a sentence */
export const parseOrigin = (text: string): Address => {
  const url = URL.parse(text);
  if (!url || !isSecure(url))
    throw new Error(`The address "${text}" can't be taken: it begins with https://, since browsers keep a device's keys for nothing else.`);
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password)
    throw new Error(`The address "${text}" can't be taken: it is https:// and a name, with a port where it isn't 443, and nothing more.`);
  return { origin: url.origin, host: parseHost(url.hostname), port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) };
};

/** A secure context: https, or what never leaves the machine (processes without a front before them). */
const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1'].includes(hostname));

/** A public authority certifies public names alone. */
export const usualTls = ({ host }: Address): Tls => (isPublic(host) ? 'automatic' : 'own');
