import { MirrorError } from '#libs/contracts/index.js';
import type { DeviceRecord, DeviceStore, MemberRecord, MemberStanding } from './device-record.js';

/** The device's record, read anew each time: another tab may have changed it. */
export class DeviceState {
  constructor(readonly store: DeviceStore) {}

  read(): Promise<DeviceRecord | undefined> {
    return this.store.load();
  }

  /** @throws {MirrorError} `not_enrolled` */
  async member(): Promise<MemberRecord> {
    const record = await this.store.load();
    if (!record || !isMember(record)) throw new MirrorError('not_enrolled');
    return record;
  }

  /** Changes the standing of a member's device; alone, so that two tabs don't undo each other's changes. */
  change(change: (record: MemberRecord) => Promise<Partial<MemberStanding>> | Partial<MemberStanding>): Promise<MemberRecord> {
    return this.store.exclusively(async () => {
      const record = await this.member();
      const changed = { ...record, standing: { ...record.standing, ...(await change(record)) } };
      await this.store.save(changed);
      return changed;
    });
  }

  /** Stores the first record of a device. @throws {MirrorError} `already_enrolled` where it belongs to a member */
  found(record: DeviceRecord): Promise<void> {
    return this.store.exclusively(async () => {
      const existing = await this.store.load();
      if (existing && isMember(existing)) throw new MirrorError('already_enrolled');
      await this.store.save(record);
    });
  }
}

/** Whether the device has joined. */
export const isMember = (record: DeviceRecord): record is MemberRecord => record.standing.is === 'member';
