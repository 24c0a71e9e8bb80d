import { lookup } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A front that was made anew has another address: how long the one that is known counts, and how soon to look for one that is not. */
const KEPT_MS = 10_000;
const AGAIN_MS = 1_000;
/** How long a start waits to know the front's address: without one everybody shares the limits of the front's for a moment. */
const FIRST_MS = 2_000;

export type AddressesOf = (name: string) => Promise<string[]>;

/**
 * What stands before the gateway and writes down whom it serves. Others that reach the gateway's port could write any
 * address there, and no limit per address would hold for them: so the front is told by the address that it comes from,
 * which its name leads to. Without a name it is whoever connects.
 */
export class Front {
  private addresses: ReadonlySet<string> = new Set();
  private lookedAt = Number.NEGATIVE_INFINITY;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly names: readonly string[],
    private readonly addressesOf: AddressesOf = lookUp,
  ) {}

  /** Whether what comes from this address comes from the front. One that is not known is looked for, and known the next time. */
  includes(address: string): boolean {
    if (this.names.length === 0) return true;
    const known = this.addresses.has(plain(address));
    if (performance.now() - this.lookedAt > (known ? KEPT_MS : AGAIN_MS)) void this.look();
    return known;
  }

  /** Once its addresses were looked for, or that took too long. Never fails. */
  async known(): Promise<void> {
    if (this.names.length > 0) await Promise.race([this.look(), delay(FIRST_MS, undefined, { ref: false })]);
  }

  private look(): Promise<void> {
    this.looking ??= this.addressesNow().finally(() => {
      this.lookedAt = performance.now();
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Where a name leads nowhere for now, what is known stays: the front may be well, and names out of order. */
  private async addressesNow(): Promise<void> {
    const found = (await Promise.all(this.names.map((name) => this.addressesOf(name).catch(() => [])))).flat();
    if (found.length > 0) this.addresses = new Set(found.map(plain));
  }
}

const lookUp: AddressesOf = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** An IPv4 address as a server that listens for both kinds sees it (RFC 4291 §2.5.5.2), and as itself. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');
