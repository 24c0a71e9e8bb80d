import {
  type InstanceId,
  type MemberWrap,
  MirrorError,
  type UnlockChallenge,
  type UnlockRequest,
  type UnlockState,
} from '#libs/contracts/index.js';
import {
  exportPublic,
  fromBase64url,
  generateP256,
  newId,
  openUnlock,
  randomBytes,
  toBase64url,
  type Unlocker,
} from '#libs/crypto/index.js';
import type { SmallIdentity } from './identity.js';

/** One vault instance: challenges once, opens with its own key, remembers which member key it was given. */
export class SmallVault {
  readonly #instance = newId<InstanceId>();
  readonly #pair = generateP256('wrapping', false);
  readonly #challenges = new Set<string>();
  memberKey: Uint8Array | undefined;
  state: UnlockState = { state: 'locked', waiting: 0 };
  unlocks = 0;

  constructor(private readonly identity: SmallIdentity) {}

  async challenge(wrap: MemberWrap): Promise<UnlockChallenge> {
    const certificate = await this.identity.certify('unlock', await exportPublic((await this.#pair).publicKey));
    const challenge = toBase64url(randomBytes(32));
    this.#challenges.add(challenge);
    return { instance: this.#instance, certificate, challenge, expires: new Date(Date.now() + 60_000).toISOString(), wrap };
  }

  async unlock(who: Unlocker, signing: string, request: UnlockRequest): Promise<UnlockState> {
    if (!this.#challenges.delete(request.challenge)) throw new MirrorError('challenge_expired');
    this.memberKey = await openUnlock(await this.#pair, { ...who, signingPublic: fromBase64url(signing), request });
    this.unlocks += 1;
    this.state = { state: 'unlocked', until: request.grant.until, purposes: request.grant.purposes, waiting: 0 };
    return this.state;
  }

  lock(): UnlockState {
    this.memberKey = undefined;
    this.state = { state: 'locked', waiting: 0 };
    return this.state;
  }

  demand(): void {
    if (this.state.state === 'locked') throw new MirrorError('vault_locked');
  }
}
