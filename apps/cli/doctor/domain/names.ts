import type { Origin } from './origin.js';
import { ok, type Verdict, wrong } from './verdict.js';

/** Where a name led, or the resolver's word for why it did not. */
export type Resolved = { addresses: readonly string[] } | { failed: string };

/** Judges whether the name of the node leads somewhere. @param own the addresses of this machine */
export const judgeName = ({ host, loopback }: Origin, resolved: Resolved, own: readonly string[]): Verdict => {
  if ('failed' in resolved || resolved.addresses.length === 0)
    return wrong(
      `The name ${host} leads nowhere${'failed' in resolved ? ` (${resolved.failed})` : ''}: nobody who types it gets here.`,
      `Give ${host} an address in your DNS: the one under which people reach this machine.`,
    );
  const [first = '', ...more] = resolved.addresses;
  const addresses = [first, ...more].join(', ');
  if (loopback) return ok(`${host} is this machine itself: nobody reaches the node from elsewhere.`);
  if (resolved.addresses.every((address) => /^(127\.|::1$)/.test(address)))
    return wrong(
      `The name ${host} leads to ${addresses}, which is whoever asks: other devices look for the node at themselves. (This machine's own list may say so, and DNS something else.)`,
      `See /etc/hosts here, and what another machine gets for ${host}.`,
    );
  if (resolved.addresses.some((address) => own.includes(address))) return ok(`${host} leads to ${addresses}, which is this machine.`);
  return ok(`${host} leads to ${addresses}. That is no address of this machine: right behind a router or a proxy, wrong otherwise.`);
};
