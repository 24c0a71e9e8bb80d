import type { Chain, ChainEntry, DeviceId, DevicePublic, DeviceView, MemberId, PersonRole } from '#libs/contracts/index.js';
import { concatBytes, fingerprint, toBase64url } from '#libs/crypto/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { thumbprintOfRaw } from './domain/proof-key.js';
import { toBytea } from './secrets.js';

type DeviceRow = {
  id: DeviceId;
  name: string;
  kind: DevicePublic['kind'];
  keys: DevicePublic['keys'];
  wrapping: Buffer;
  signing: Buffer;
  added_at: Date;
  last_seen_at: Date | null;
  removed_at: Date | null;
};

/** The member's name and role, of the transaction's member. */
export const readMember = async (tx: Transaction, member: MemberId): Promise<{ name: string; role: PersonRole } | undefined> => {
  const [row] = await tx.query<{ name: string; role: PersonRole }>('select name, role from access.member where id = $1', [member]);
  return row;
};

/** Fails on `device_pk` or `device_key_once` where the id or the key is, or was, a device's. */
export const insertDevice = async (tx: Transaction, member: MemberId, device: DevicePublic): Promise<void> => {
  await tx.query(
    `insert into access.device (id, member, name, kind, keys, wrapping, signing, thumbprint) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      device.device,
      member,
      device.name,
      device.kind,
      device.keys,
      toBytea(device.wrapping),
      toBytea(device.signing),
      thumbprintOfRaw(device.signing),
    ],
  );
};

/** As it was signed, at its place; two at one place fail on `chain_entry_pk`. */
export const insertChainEntry = async (tx: Transaction, member: MemberId, entry: ChainEntry): Promise<void> => {
  await tx.query('insert into access.chain_entry (member, ordinal, body, signature) values ($1, $2, $3, $4)', [
    member,
    entry.body.index,
    JSON.stringify(entry.body),
    toBytea(entry.signature),
  ]);
};

/** Holds the member's chain still until the transaction ends: two devices that change it at once do so one after the other. */
export const lockChain = async (tx: Transaction, member: MemberId): Promise<void> => {
  await tx.query('select from access.member where id = $1 for no key update', [member]);
};

/** The entries as they were signed, oldest first. */
export const readChain = async (tx: Transaction, member: MemberId): Promise<Chain> => {
  const rows = await tx.query<{ body: ChainEntry['body']; signature: Buffer }>(
    'select body, signature from access.chain_entry where member = $1 order by ordinal',
    [member],
  );
  return rows.map(({ body, signature }) => ({ body, signature: toBase64url(signature) }));
};

/** A member's devices, removed ones too, oldest first. */
export const listDevices = async (tx: Transaction, member: MemberId, current: DeviceId): Promise<DeviceView[]> => {
  const rows = await tx.query<DeviceRow>('select * from access.device where member = $1 order by added_at, id', [member]);
  return rows.map((row) => ({
    device: row.id,
    name: row.name,
    kind: row.kind,
    keys: row.keys,
    fingerprint: deviceFingerprint(row.wrapping, row.signing),
    addedAt: row.added_at.toISOString(),
    ...(row.last_seen_at ? { lastSeenAt: row.last_seen_at.toISOString() } : {}),
    ...(row.removed_at ? { removedAt: row.removed_at.toISOString() } : {}),
    current: row.id === current,
  }));
};

/** Over both keys: else one could be exchanged for another's without a sign of it. */
export const deviceFingerprint = (wrapping: Uint8Array, signing: Uint8Array): string => fingerprint(concatBytes(wrapping, signing));
