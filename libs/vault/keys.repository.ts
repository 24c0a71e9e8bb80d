import { Injectable } from '@nestjs/common';
import { type Collection, type DeviceId, type ItemId, type MemberId, type MemberPair, MemberWrap } from '#libs/contracts/index.js';
import { toBase64url } from '#libs/crypto/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';

type WrapRow = { recipient: string; keyId: Buffer; enc: Buffer; ct: Buffer };
/** A device, and whose it is. */
export type MembersDevice = { readonly member: MemberId; readonly device: DeviceId };
/** What an unlock is compared with. `wrapped`: whether the device is still one that the key is wrapped to. */
export type StandingKey = { keyId: Uint8Array; pair: MemberPair; wrapped: boolean };

/** Wrapped keys in schema `keys`: every statement is one of the vault's role, for one member. */
@Injectable()
export class KeysRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The member key, wrapped to that device; undefined for a device that is not the member's, or not any more. */
  async wrapOf(member: MemberId, device: DeviceId): Promise<MemberWrap | undefined> {
    const [row] = await this.query<WrapRow>(
      member,
      `select recipient, key_id as "keyId", enc, ct from keys.wrap where member = $1 and recipient = $2`,
      [member, device],
    );
    if (!row) return undefined;
    const sealed = { enc: toBase64url(row.enc), ct: toBase64url(row.ct) };
    return MemberWrap.parse({ recipient: row.recipient, keyId: toBase64url(row.keyId), sealed });
  }

  async standingKey(member: MemberId, device: DeviceId): Promise<StandingKey | undefined> {
    const [row] = await this.query<{ keyId: Buffer; pairPublic: Buffer; pairSealed: Buffer; wrapped: boolean }>(
      member,
      `select key_id as "keyId", pair_public as "pairPublic", pair_sealed as "pairSealed",
         exists (select from keys.wrap w where w.member = m.member and w.recipient = $2 and w.key_id = m.key_id) as wrapped
       from keys.member m where m.member = $1`,
      [member, device],
    );
    if (!row) return undefined;
    const pair = { publicKey: toBase64url(row.pairPublic), sealedPrivate: toBase64url(row.pairSealed) };
    return { keyId: row.keyId, pair, wrapped: row.wrapped };
  }

  async collectionKey(member: MemberId, collection: Collection): Promise<Uint8Array | undefined> {
    const [row] = await this.query<{ wrappedKey: Buffer }>(
      member,
      'select wrapped_key as "wrappedKey" from keys.collection where member = $1 and collection = $2',
      [member, collection],
    );
    return row?.wrappedKey;
  }

  /** Keeps the key unless there is one. @returns the one that counts, which of two that were made at once is the first */
  async keepCollectionKey(member: MemberId, collection: Collection, wrappedKey: Uint8Array): Promise<Uint8Array | undefined> {
    await this.query(
      member,
      'insert into keys.collection (member, collection, wrapped_key) values ($1, $2, $3) on conflict on constraint collection_pk do nothing',
      [member, collection, Buffer.from(wrappedKey)],
    );
    return this.collectionKey(member, collection);
  }

  /** Wrapped data keys by item and collection; those of other members are not there. */
  async itemKeys(member: MemberId, items: readonly ItemId[]): Promise<Map<string, Uint8Array>> {
    const rows = await this.query<{ item: string; collection: string; wrappedKey: Buffer }>(
      member,
      'select item, collection, wrapped_key as "wrappedKey" from keys.item where member = $1 and item = any($2::uuid[])',
      [member, items],
    );
    return new Map(rows.map(({ item, collection, wrappedKey }) => [itemPlace(item, collection), wrappedKey]));
  }

  /** Those of these devices that their member's key is still wrapped to. */
  async standing(devices: readonly MembersDevice[]): Promise<MembersDevice[]> {
    return this.unitOfWork.query<MembersDevice>({ role: 'vault' }, 'select member, device from keys.standing_wraps($1, $2)', [
      devices.map(({ member }) => member),
      devices.map(({ device }) => device),
    ]);
  }

  async removeWrap(tx: Transaction, member: MemberId, device: DeviceId): Promise<void> {
    await tx.query('delete from keys.wrap where member = $1 and recipient = $2', [member, device]);
  }

  private query<Row>(member: MemberId, sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.query<Row>({ role: 'vault', member }, sql, parameters);
  }
}

/** An item lies in one collection: asked for in another, it is not found. */
export const itemPlace = (item: string, collection: string): string => `${collection}/${item}`;
