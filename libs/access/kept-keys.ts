import type { EnrolRequest, MemberId, MemberWrap } from '#libs/contracts/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { toBytea } from './secrets.js';

/** Hands a wrap of the member key to schema `keys`, where only the vault reads; no table of ours, and no backup of ours, has it. */
export const putWrap = async (tx: Transaction, member: MemberId, { recipient, keyId, sealed }: MemberWrap): Promise<void> => {
  await tx.query('select keys.put_wrap($1, $2, $3, $4, $5)', [member, recipient, toBytea(keyId), toBytea(sealed.enc), toBytea(sealed.ct)]);
};

/** Hands over all that belongs to a new member's key: its name, the member's pair, the wraps. */
export const putMemberKeys = async (tx: Transaction, { member, pair, wraps }: EnrolRequest, keyId: string): Promise<void> => {
  await tx.query('select keys.put_member($1, $2, $3, $4)', [member, toBytea(keyId), toBytea(pair.publicKey), toBytea(pair.sealedPrivate)]);
  for (const wrap of wraps) await putWrap(tx, member, wrap);
};
