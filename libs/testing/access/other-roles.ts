import { Injectable } from '@nestjs/common';
import {
  events,
  type InstanceId,
  MirrorError,
  type NodeId,
  reflectionCalls,
  type UnlockRequest,
  vaultCalls,
} from '#libs/contracts/index.js';
import { ed25519FromSeed, issueCertificate, newId, randomBytes, toBase64url } from '#libs/crypto/index.js';
import { Answers, type CallReply, type CallRequest, type EventPayload, Handles } from '#libs/platform/bus/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';

const YEAR = 365 * 86_400_000;

/**
 * The other ends of the calls that access makes: a node identity, and a vault that notes what it was asked and says what
 * the spec lets it say. They answer on the real bus, through the real contracts.
 */
@Injectable()
export class OtherRoles {
  readonly node = newId<NodeId>();
  readonly instance = newId<InstanceId>();
  readonly unlocks: { member: string; device: string; signing: string; unlock: UnlockRequest }[] = [];
  readonly removed: string[] = [];
  vaultAnswers = true;
  private readonly identitySeed = randomBytes(32);

  constructor(private readonly unitOfWork: UnitOfWork) {}

  @Answers(vaultCalls.identity)
  async identity(): Promise<CallReply<typeof vaultCalls.identity>> {
    return { node: this.node, publicKey: toBase64url(ed25519FromSeed(this.identitySeed).publicKey) };
  }

  @Answers(vaultCalls.challenge)
  async challenge({ member, device }: CallRequest<typeof vaultCalls.challenge>): Promise<CallReply<typeof vaultCalls.challenge>> {
    this.mayAnswer();
    const [wrap] = await this.unitOfWork.run({ role: 'vault', member }, (tx) =>
      tx.query<{ key_id: Buffer; enc: Buffer; ct: Buffer }>('select key_id, enc, ct from keys.wrap where member = $1 and recipient = $2', [
        member,
        device,
      ]),
    );
    if (!wrap) throw new MirrorError('not_found');
    const now = Date.now();
    return {
      instance: this.instance,
      certificate: await issueCertificate(ed25519FromSeed(this.identitySeed), {
        node: this.node,
        use: 'unlock',
        publicKey: Uint8Array.of(4, ...randomBytes(64)),
        notBefore: new Date(now).toISOString(),
        notAfter: new Date(now + YEAR).toISOString(),
      }),
      challenge: toBase64url(randomBytes(32)),
      expires: new Date(now + 60_000).toISOString(),
      wrap: { recipient: device, keyId: toBase64url(wrap.key_id), sealed: { enc: toBase64url(wrap.enc), ct: toBase64url(wrap.ct) } },
    };
  }

  @Answers(vaultCalls.unlock)
  async unlock(request: CallRequest<typeof vaultCalls.unlock>): Promise<CallReply<typeof vaultCalls.unlock>> {
    this.mayAnswer();
    this.unlocks.push(request);
    return { state: 'unlocked', until: request.unlock.grant.until, purposes: request.unlock.grant.purposes, waiting: 0 };
  }

  @Answers(vaultCalls.lock)
  async lock(): Promise<CallReply<typeof vaultCalls.lock>> {
    return { state: 'locked', waiting: 0 };
  }

  @Answers(vaultCalls.state)
  async state(): Promise<CallReply<typeof vaultCalls.state>> {
    this.mayAnswer();
    return { state: 'locked', waiting: 0 };
  }

  @Answers(reflectionCalls.waiting)
  async waiting(): Promise<CallReply<typeof reflectionCalls.waiting>> {
    return { waiting: 3 };
  }

  @Handles(events.deviceRemoved, 'vault.unwrap')
  async unwrap(_tx: Transaction, { device }: EventPayload<typeof events.deviceRemoved>): Promise<void> {
    this.removed.push(device);
  }

  @Handles(events.memberUnlocked, 'reflection.drain')
  async drain(): Promise<void> {
    // No work waits here.
  }

  private mayAnswer(): void {
    if (!this.vaultAnswers) throw new MirrorError('vault_unavailable');
  }
}
