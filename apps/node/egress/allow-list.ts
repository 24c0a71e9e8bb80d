import { isIP } from 'node:net';
import { parseHost } from '#libs/platform/tls/index.js';

/** Where a way out leads: hosts by name, each with its port, as an administrator wrote them. */
export type AllowList = ReadonlySet<string>;

const example = 'such as MIRROR_EGRESS_ALLOW=api.example.org:443';

/**
 * @param text hosts with ports, separated by commas
 * @throws Error with a sentence: one that is not understood must not become one that is left out, or a wider one
 */
export const parseAllowList = (text: string | undefined): AllowList => {
  const entries = (text ?? '').split(',').flatMap((entry) => entry.trim() || []);
  if (entries.length === 0) throw new Error(`No host is named to let anything out to. Name them with their ports, ${example}.`);
  return new Set(entries.map(parseEntry));
};

const parseEntry = (entry: string): string => {
  const destination = parseDestination(entry);
  if (!destination) throw new Error(`"${entry}" is not a host by its name with a port: no addresses, no patterns. Mend it, ${example}.`);
  return destination.key;
};

export type Destination = { host: string; port: number; key: string };

/** A host and a port, as they stand in a list and after CONNECT (RFC 9110 §9.3.6). Nothing where it is an address or neither. */
export const parseDestination = (text: string): Destination | undefined => {
  const [, name = '', digits = ''] = /^([^:@/[\]]+):([1-9]\d{0,4})$/.exec(text) ?? [];
  const port = Number(digits);
  if (!name || port > 65_535 || isIP(name)) return undefined;
  try {
    const host = parseHost(name).text;
    // 0x7f.1 and the like are names by their form and addresses to a resolver.
    if (/^(0x[0-9a-f]*|\d+)$/.test(host.split('.').at(-1) ?? '')) return undefined;
    return { host, port, key: `${host}:${port}` };
  } catch {
    return undefined;
  }
};
