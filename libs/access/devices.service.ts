import { Injectable } from '@nestjs/common';
import { type Chain, type ChainEntry, type DeviceId, events, type Me, MirrorError, signals } from '#libs/contracts/index.js';
import { entryHash, equalBytes, verifyChain } from '#libs/crypto/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import type { MemberCaller, RouteOutput } from '#libs/platform/http/index.js';
import { insertChainEntry, listDevices, lockChain, readChain, readMember } from './device.repository.js';
import { NodeIdentity } from './node-identity.js';

/** A member's devices: who am I, the list with the signed chain behind it, and removal. */
@Injectable()
export class Devices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identity: NodeIdentity,
    private readonly bus: Bus,
  ) {}

  async me({ member, device }: MemberCaller): Promise<Me> {
    const person = await this.unitOfWork.run({ role: 'gateway', member }, (tx) => readMember(tx, member));
    if (!person) throw new MirrorError('not_found');
    return { member, device, ...person };
  }

  async list({ member, device }: MemberCaller): Promise<RouteOutput<'devices'>> {
    return this.unitOfWork.run({ role: 'gateway', member }, async (tx) => ({
      devices: await listDevices(tx, member, device),
      chain: await readChain(tx, member),
    }));
  }

  /**
   * Removes a device by an entry that the caller's device signed: its tokens end, connections of it are told, what was
   * wrapped to it goes. The same entry sent again, after an answer that was lost, is answered alike.
   * Errors: `chain_invalid`, `not_found`, `invalid_request`.
   */
  async remove(caller: MemberCaller, entry: ChainEntry): Promise<void> {
    const { member } = caller;
    const { body } = entry;
    if (body.kind !== 'remove') throw new MirrorError('invalid_request', 'body.entry must remove a device.');
    if (body.signer !== caller.device) throw new MirrorError('chain_invalid', 'The entry is not signed by the device that sends it.');
    const { node } = await this.identity.get();
    await this.unitOfWork.run({ role: 'gateway', member }, async (tx) => {
      await lockChain(tx, member);
      const chain = await readChain(tx, member);
      if (holds(chain, entry)) return;
      if (!names(chain, body.removed)) throw new MirrorError('not_found');
      const { devices } = await verifyChain(node, member, [...chain, entry]);
      // Nobody could sign an entry that adds the next one.
      if (devices.length === 0) throw new MirrorError('chain_invalid', 'The last device can’t be removed.');
      await insertChainEntry(tx, member, entry);
      await this.end(tx, caller, body.removed);
    });
  }

  /** Refresh tokens first, then the device, in the order in which a renewal locks them. */
  private async end(tx: Transaction, { member }: MemberCaller, device: DeviceId): Promise<void> {
    await tx.query('update access.refresh_token set revoked_at = clock_timestamp() where device = $1 and revoked_at is null', [device]);
    await tx.query('update access.device set removed_at = clock_timestamp(), generation = generation + 1 where id = $1', [device]);
    const bus = this.bus.for('gateway');
    await bus.publish(tx, events.deviceRemoved, { member, device });
    tx.afterCommit(() => bus.signal(signals.deviceRemoved, { member, device }));
  }
}

const holds = (chain: Chain, entry: ChainEntry): boolean => {
  const standing = chain[entry.body.index];
  return standing !== undefined && equalBytes(entryHash(standing), entryHash(entry));
};

const names = (chain: Chain, device: DeviceId): boolean =>
  chain.some(({ body }) => body.kind !== 'remove' && body.device.device === device);
