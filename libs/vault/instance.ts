import { Injectable } from '@nestjs/common';
import type { Certificate, InstanceId } from '#libs/contracts/index.js';
import { exportPublic, generateP256, issueCertificate } from '#libs/crypto/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { NodeKeys } from './node-keys.js';

/** How long a certified key is given out; it is certified for a day, so a challenge never outlives its certificate. */
const RENEW = 23 * 60 * 60 * 1000;
const CERTIFIED = 24 * 60 * 60 * 1000;

/** A key that member keys are sealed to: in this process's memory alone, not extractable. */
export type InstanceKey = { readonly pair: CryptoKeyPair; readonly certificate: Certificate };
type Held = { readonly key: Promise<InstanceKey>; readonly since: number };

/** This vault process, as devices meet it: its id on the bus, and an HPKE key that the node identity certified for `unlock`. */
@Injectable()
export class Instance {
  readonly id: InstanceId;
  private held: Held | undefined;

  constructor(
    bus: Bus,
    private readonly keys: NodeKeys,
  ) {
    this.id = bus.instance;
  }

  /** The key of now; a fresh one each 23 hours. @param now milliseconds */
  key(now: number): Promise<InstanceKey> {
    if (!this.held || now - this.held.since >= RENEW) this.held = this.fresh(now);
    return this.held.key;
  }

  /** One that could not be made is nobody's: the next who asks has it made anew, and not only in 23 hours. */
  private fresh(now: number): Held {
    const held = { key: this.make(now), since: now };
    held.key.catch(() => {
      if (this.held === held) this.held = undefined;
    });
    return held;
  }

  private async make(now: number): Promise<InstanceKey> {
    const pair = await generateP256('wrapping', false);
    const certificate = await issueCertificate(this.keys.identity, {
      node: this.keys.node,
      use: 'unlock',
      publicKey: await exportPublic(pair.publicKey),
      notBefore: new Date(now).toISOString(),
      notAfter: new Date(now + CERTIFIED).toISOString(),
    });
    return { pair, certificate };
  }
}
