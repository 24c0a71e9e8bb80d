import { Injectable } from '@nestjs/common';
import {
  type DeviceId,
  type MemberId,
  MirrorError,
  reflectionCalls,
  type UnlockRequest,
  type UnlockState,
  vaultCalls,
} from '#libs/contracts/index.js';
import { toBase64url } from '#libs/crypto/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import type { MemberCaller, RouteOutput } from '#libs/platform/http/index.js';

/** Passes unlocks between a device and the vault. The gateway opens nothing: it only says whose device asks, and with which key. */
@Injectable()
export class Unlocking {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.bus = bus.for('gateway');
  }

  async state({ member }: MemberCaller): Promise<UnlockState> {
    return this.withWaiting(member, await this.bus.call(vaultCalls.state, { member }));
  }

  challenge({ member, device }: MemberCaller): Promise<RouteOutput<'unlockChallenge'>> {
    return this.bus.call(vaultCalls.challenge, { member, device });
  }

  async unlock({ member, device }: MemberCaller, unlock: UnlockRequest): Promise<UnlockState> {
    const signing = await this.signingKey(member, device);
    return this.withWaiting(member, await this.bus.call(vaultCalls.unlock, { member, device, signing, unlock }));
  }

  async lock({ member }: MemberCaller): Promise<UnlockState> {
    return this.withWaiting(member, await this.bus.call(vaultCalls.lock, { member }));
  }

  /** How much work waits for the member, which the engine knows. An opening that happened is not refused for want of that number. */
  private async withWaiting(member: MemberId, state: UnlockState): Promise<UnlockState> {
    const counted = await this.bus.call(reflectionCalls.waiting, { member }).catch(() => state);
    return { ...state, waiting: counted.waiting };
  }

  private async signingKey(member: MemberId, device: DeviceId): Promise<string> {
    const [row] = await this.unitOfWork.run({ role: 'gateway', member }, (tx) =>
      tx.query<{ signing: Buffer }>('select signing from access.device where id = $1 and removed_at is null', [device]),
    );
    if (!row) throw new MirrorError('device_revoked');
    return toBase64url(row.signing);
  }
}
