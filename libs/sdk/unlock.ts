import { type MemberWrap, MirrorError, type UnlockState } from '#libs/contracts/index.js';
import { fromBase64url, sealUnlock, unwrapMemberKey, wipe } from '#libs/crypto/index.js';
import type { MemberRecord, UnlockSettings } from './device-record.js';
import { isWorthUnlocking } from './domain/retries.js';
import type { MemberCalls } from './member-calls.js';
import { pause } from './pause.js';

const HOUR_MS = 3_600_000;
const UNFOUND_MS = 1_200;

/** Opens the member's vault on the node, for the purposes and hours of the settings; and again by itself where they allow. */
export class Unlocker {
  #unlocking: Promise<UnlockState> | undefined;

  constructor(private readonly calls: MemberCalls) {}

  /** Once for all that wait for it. `options` stand in for the settings, this time. */
  unlock(options: Partial<Pick<UnlockSettings, 'purposes' | 'hours'>> = {}): Promise<UnlockState> {
    this.#unlocking ??= this.#unlock(options).finally(() => {
      this.#unlocking = undefined;
    });
    return this.#unlocking;
  }

  async lock(): Promise<UnlockState> {
    // First the wish, then the request: where the node is out of reach, nothing opens by itself meanwhile.
    await this.calls.state.change(() => ({ closed: true }));
    return this.calls.request('lock');
  }

  /** Runs `work`; where the vault is locked, unlocks and runs it once more, if the member lets this device do so. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(await this.opensAfter(error))) throw error;
      return work();
    }
  }

  /** Whether `error` was a locked vault that is open now. */
  async opensAfter(error: unknown): Promise<boolean> {
    if (!(error instanceof MirrorError) || error.code !== 'vault_locked') return false;
    const { settings, standing } = await this.calls.state.member();
    if (!settings.automatic || standing.closed) return false;
    await this.unlock();
    return true;
  }

  async #unlock(options: Partial<UnlockSettings>): Promise<UnlockState> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.#unlockOnce(options);
      } catch (error) {
        if (!(error instanceof MirrorError) || !isWorthUnlocking(error.code, failures)) throw error;
        // At once where another process is to be asked; longer than any of them goes unfound after that.
        if (failures > 1) await pause(UNFOUND_MS);
      }
    }
  }

  async #unlockOnce(options: Partial<UnlockSettings>): Promise<UnlockState> {
    const record = await this.calls.state.member();
    const { purposes, hours } = { ...record.settings, ...options };
    const challenge = await this.calls.request('unlockChallenge');
    const { node, self, keys, standing } = record;
    const memberKey = await openOwnWrap(record, challenge.wrap);
    try {
      const until = new Date(Date.now() + hours * HOUR_MS).toISOString();
      // Sealed only to a key that the pinned identity certified for this use: a machine in between gets nothing to open.
      const unlock = await sealUnlock({
        identity: fromBase64url(record.identity),
        memberKey,
        challenge,
        node,
        member: standing.me.member,
        device: self.device,
        grant: { purposes, until },
        signing: keys.signing.privateKey,
      });
      const state = await this.calls.request('unlock', { body: unlock });
      if (standing.closed) await this.calls.state.change(() => ({ closed: false }));
      return state;
    } finally {
      wipe(memberKey);
    }
  }
}

/**
 * The member key out of this device's wrap. HPKE's base mode says nothing of who sealed, so the node could wrap a key
 * that it knows: only the key that this device knew from the start is taken.
 */
export const openOwnWrap = async ({ node, self, keys, standing }: MemberRecord, wrap: MemberWrap): Promise<Uint8Array> => {
  if (wrap.recipient !== self.device || wrap.keyId !== standing.keyId) throw new MirrorError('vault_key_mismatch');
  return unwrapMemberKey(keys.wrapping, wrap, { node, member: standing.me.member });
};
