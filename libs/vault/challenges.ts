import { Injectable } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import { randomBytes, toBase64url } from '#libs/crypto/index.js';
import type { InstanceKey } from './instance.js';

const LIFETIME = 60_000;
/** Of one device at once: more than a person with two tabs needs, and no way to fill the memory. */
const OUTSTANDING = 4;

type Issued = { readonly member: MemberId; readonly device: DeviceId; readonly expires: number; readonly key: InstanceKey };

/** Challenges that were given out: each for one member's one device, once, for a minute. In memory: they die with the keys. */
@Injectable()
export class Challenges {
  private readonly issued = new Map<string, Issued>();

  /** @param now milliseconds */
  issue(member: MemberId, device: DeviceId, key: InstanceKey, now: number): { challenge: string; expires: number } {
    this.sweep(now);
    const before = this.of(member, device);
    for (const old of before.slice(0, Math.max(0, before.length - OUTSTANDING + 1))) this.issued.delete(old);
    const challenge = toBase64url(randomBytes(32));
    const expires = now + LIFETIME;
    this.issued.set(challenge, { member, device, expires, key });
    return { challenge, expires };
  }

  /**
   * The key that the challenge was for. Taken is taken: whatever comes of it, it is not good a second time.
   * @throws MirrorError `challenge_expired`, also for one of another member or device
   */
  take(challenge: string, member: MemberId, device: DeviceId, now: number): InstanceKey {
    const issued = this.issued.get(challenge);
    // One of somebody else's is left alone: guessing or overhearing it must not spend it for them.
    if (!issued || issued.member !== member || issued.device !== device) throw new MirrorError('challenge_expired');
    this.issued.delete(challenge);
    if (now >= issued.expires) throw new MirrorError('challenge_expired');
    return issued.key;
  }

  /** Those of a device that was removed. */
  forget(member: MemberId, device: DeviceId): void {
    for (const challenge of this.of(member, device)) this.issued.delete(challenge);
  }

  private of(member: MemberId, device: DeviceId): string[] {
    return [...this.issued].filter(([, issued]) => issued.member === member && issued.device === device).map(([challenge]) => challenge);
  }

  /** Issued in order of their end, so the first that is not over ends the sweep. */
  private sweep(now: number): void {
    for (const [challenge, { expires }] of this.issued) {
      if (expires > now) return;
      this.issued.delete(challenge);
    }
  }
}
