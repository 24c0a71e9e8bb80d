import { Injectable } from '@nestjs/common';
import { events, type MemberId, MirrorError, signals, vaultCalls } from '#libs/contracts/index.js';
import { deriveMemberKeys, equalBytes, fromBase64url, memberKeyId, openMemberPair, openUnlock, wipe } from '#libs/crypto/index.js';
import { Answers, Bus, type CallReply, type CallRequest, type RoleBus } from '#libs/platform/bus/index.js';
import { nodeAead } from '#libs/platform/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { Challenges } from './challenges.js';
import { Claims } from './claims.js';
import { admitGrant } from './domain/grant.js';
import { Instance } from './instance.js';
import { KeysRepository, type StandingKey } from './keys.repository.js';
import { Leases } from './leases.js';
import { NodeKeys } from './node-keys.js';

type Unlock = CallRequest<typeof vaultCalls.unlock>;

/** Opens and closes members' vaults (DESIGN "Keys: Unlock"). */
@Injectable()
export class UnlockService {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly unitOfWork: UnitOfWork,
    private readonly node: NodeKeys,
    private readonly instance: Instance,
    private readonly challenges: Challenges,
    private readonly claims: Claims,
    private readonly leases: Leases,
    private readonly keys: KeysRepository,
  ) {
    this.bus = bus.for('vault');
  }

  /** `not_found` for a device that the key is not wrapped to: somebody else's, or removed. */
  @Answers(vaultCalls.challenge)
  async challenge({ member, device }: CallRequest<typeof vaultCalls.challenge>): Promise<CallReply<typeof vaultCalls.challenge>> {
    const wrap = await this.keys.wrapOf(member, device);
    if (!wrap) throw new MirrorError('not_found');
    const now = Date.now();
    const key = await this.instance.key(now);
    const { challenge, expires } = this.challenges.issue(member, device, key, now);
    return { instance: this.instance.id, certificate: key.certificate, challenge, expires: new Date(expires).toISOString(), wrap };
  }

  @Answers(vaultCalls.unlock)
  async unlock(request: Unlock): Promise<CallReply<typeof vaultCalls.unlock>> {
    const { member, device } = request;
    const now = Date.now();
    // 1. A challenge of this instance, for this member's device, not used and not a minute old. Used up from here on.
    if (request.unlock.instance !== this.instance.id) throw new MirrorError('challenge_expired');
    const { pair } = this.challenges.take(request.unlock.challenge, member, device, now);
    // 2. What it may be used for, and until when: never longer than 12 hours.
    const admitted = admitGrant(request.unlock.grant, now);
    // 3. Signed by the device and sealed to this instance for this challenge.
    const { signing, unlock } = request;
    const memberKey = await openUnlock(pair, {
      node: this.node.node,
      member,
      device,
      signingPublic: fromBase64url(signing),
      request: unlock,
    });
    try {
      // 4. The member's own key, and the device still one of theirs.
      await this.checkKey(member, memberKey, await this.keys.standingKey(member, device));
      // 5. Open here alone: of two processes that opened it, one would not hear of a lock.
      await this.claims.during(member, () => {
        this.leases.take(member, device, admitted, () => deriveMemberKeys(memberKey), Date.now());
      });
    } finally {
      wipe(memberKey);
    }
    await this.announce(request);
    return this.stateOf(member);
  }

  @Answers(vaultCalls.lock)
  async lock({ member }: CallRequest<typeof vaultCalls.lock>): Promise<CallReply<typeof vaultCalls.lock>> {
    if (this.leases.has(member)) this.leases.end(member);
    else await this.claims.shutElsewhere(member);
    return this.stateOf(member);
  }

  @Answers(vaultCalls.state)
  async state({ member }: CallRequest<typeof vaultCalls.state>): Promise<CallReply<typeof vaultCalls.state>> {
    return this.stateOf(member);
  }

  /** @throws MirrorError `device_revoked`, `vault_key_mismatch` */
  private async checkKey(member: MemberId, memberKey: Uint8Array, standing: StandingKey | undefined): Promise<void> {
    if (!standing?.wrapped) throw new MirrorError('device_revoked');
    if (!equalBytes(memberKeyId(memberKey), standing.keyId)) throw new MirrorError('vault_key_mismatch');
    // The id alone is no proof that old ciphertext opens: something sealed under the key itself must.
    const scalar = await openMemberPair(nodeAead, memberKey, { node: this.node.node, member }, standing.pair).catch((cause: unknown) => {
      throw new MirrorError('vault_key_mismatch', undefined, { cause });
    });
    wipe(scalar);
  }

  /** Work that waited follows from the event. Where it can't be written the vault does not stay open behind a failed answer. */
  private async announce({ member, device }: Unlock): Promise<void> {
    try {
      await this.unitOfWork.run({ role: 'vault', member }, (tx) => this.bus.publish(tx, events.memberUnlocked, { member, device }));
    } catch (error) {
      this.leases.end(member);
      throw error;
    }
    this.bus.signal(signals.vaultChanged, { member, state: 'unlocked' });
  }

  /** How much waits is `reflection`'s to count; the gateway asks it. */
  private stateOf(member: MemberId): CallReply<typeof vaultCalls.state> {
    const now = Date.now();
    const lease = this.leases.find(member, now);
    if (!lease) return { state: 'locked', waiting: 0 };
    return { state: 'unlocked', until: new Date(lease.until).toISOString(), purposes: lease.purposes(now), waiting: 0 };
  }
}
