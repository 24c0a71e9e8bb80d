import { Injectable } from '@nestjs/common';
import {
  type DevicePublic,
  type LinkId,
  type LinkOpened,
  type LinkState,
  type LinkView,
  type MemberId,
  MirrorError,
  vaultCalls,
} from '#libs/contracts/index.js';
import { canonicalJson, fromBase64url, newId, randomBytes, verifyChain } from '#libs/crypto/index.js';
import { Bus } from '#libs/platform/bus/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import type { MemberCaller, ProofCaller, RouteInput } from '#libs/platform/http/index.js';
import { violates } from './constraint.js';
import { deviceFingerprint, insertChainEntry, insertDevice, lockChain, readChain, readMember } from './device.repository.js';
import { LINK_CODE_BYTES, linkCode, readLinkCode } from './domain/link-code.js';
import { putWrap } from './kept-keys.js';
import { NodeIdentity } from './node-identity.js';
import { hashLinkCode } from './secrets.js';

const LIFETIME_MINUTES = 10;

type Answer = RouteInput<'answerLink'>['body'];
type Approval = Extract<Answer, { answer: 'approve' }>;
type StateRow = {
  state: 'pending' | 'approved' | 'refused';
  expires_at: Date;
  member: MemberId | null;
  device: DevicePublic['device'];
  late: boolean;
};

/** How a further device joins: it asks and shows a code, a device of the member types it, compares, and approves. */
@Injectable()
export class Links {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identity: NodeIdentity,
    private readonly bus: Bus,
  ) {}

  /** The new device asks. Errors: `proof_invalid`, `invalid_request` for a key that this node knows. */
  async open(caller: ProofCaller, device: DevicePublic): Promise<LinkOpened> {
    // The keys that will be let in are those of whoever asks, not of a device that somebody else described.
    if (device.signing !== caller.signing) throw new MirrorError('proof_invalid', 'The proof is of another key than the device.');
    const [link, code] = [newId<LinkId>(), linkCode(randomBytes(LINK_CODE_BYTES))];
    return this.unitOfWork.run({ role: 'gateway' }, async (tx) => {
      const [known] = await tx.query<{ known: boolean }>('select access.key_known($1, $2) as known', [caller.thumbprint, device.device]);
      if (known?.known) throw new MirrorError('invalid_request', 'This key or id belongs or belonged to a device: make new ones.');
      // No `returning`: the row belongs to nobody yet, so it can't be read back.
      const expires = new Date(Date.now() + LIFETIME_MINUTES * 60_000);
      await tx.query('insert into access.link_request (id, code_hash, thumbprint, device, expires_at) values ($1, $2, $3, $4, $5)', [
        link,
        hashLinkCode(code),
        caller.thumbprint,
        JSON.stringify(device),
        expires,
      ]);
      return { link, code, expires: expires.toISOString() };
    });
  }

  /** The new device asks how it stands. Errors: `not_found` (someone else's too), `link_expired`. */
  async state(caller: ProofCaller, link: LinkId): Promise<LinkState> {
    const [row] = await this.unitOfWork.run({ role: 'gateway' }, (tx) =>
      tx.query<StateRow>('select * from access.link_state($1, $2)', [link, caller.thumbprint]),
    );
    if (!row) throw new MirrorError('not_found');
    if (row.state === 'refused') return { state: 'refused' };
    if (row.state === 'approved' && row.member) return this.welcome(row.member, row.device);
    if (row.late) throw new MirrorError('link_expired');
    return { state: 'pending', expires: row.expires_at.toISOString() };
  }

  /** A device of a member types the code. Errors: `not_found`, `link_expired`. */
  async look({ member, device: by }: MemberCaller, typed: string): Promise<LinkView> {
    const hash = hashLinkCode(readLinkCode(typed));
    const [row] = await this.unitOfWork.run({ role: 'gateway', member }, (tx) =>
      tx.query<{ id: LinkId; device: DevicePublic; expires_at: Date; open: boolean }>('select * from access.look_at_link($1, $2)', [
        hash,
        by,
      ]),
    );
    if (!row) throw new MirrorError('not_found', 'No device waits behind this code.');
    if (!row.open) throw new MirrorError('link_expired');
    const fingerprint = deviceFingerprint(fromBase64url(row.device.wrapping), fromBase64url(row.device.signing));
    return { link: row.id, device: row.device, fingerprint, expires: row.expires_at.toISOString() };
  }

  /** The device that typed the code answers, once. Errors: `not_found`, `link_expired`, `chain_invalid`, `invalid_request`. */
  async answer(caller: MemberCaller, answer: Answer): Promise<void> {
    const { node } = await this.identity.get();
    try {
      await this.unitOfWork.run({ role: 'gateway', member: caller.member }, async (tx) => {
        await lockChain(tx, caller.member);
        const asked = await this.pending(tx, caller, answer.link);
        if (answer.answer === 'approve') await this.approve(tx, caller, asked, answer, node);
        const state = answer.answer === 'approve' ? 'approved' : 'refused';
        await tx.query('update access.link_request set state = $2 where id = $1', [answer.link, state]);
      });
    } catch (error) {
      throw refusal(error);
    }
  }

  /** Only what this very device looked up by its code: knowing a link's id is not enough. */
  private async pending(tx: Transaction, { device }: MemberCaller, link: LinkId): Promise<DevicePublic> {
    const [row] = await tx.query<{ device: DevicePublic; open: boolean }>(
      `select device, state = 'pending' and expires_at > clock_timestamp() as open
       from access.link_request where id = $1 and looked_by = $2 for no key update`,
      [link, device],
    );
    if (!row) throw new MirrorError('not_found');
    if (!row.open) throw new MirrorError('link_expired');
    return row.device;
  }

  /** Chain entry, device and wrap are there together or not at all. */
  private async approve(
    tx: Transaction,
    { member, device }: MemberCaller,
    asked: DevicePublic,
    { entry, wrap }: Approval,
    node: Parameters<typeof verifyChain>[0],
  ): Promise<void> {
    const { body } = entry;
    if (body.kind !== 'add' || body.signer !== device)
      throw new MirrorError('chain_invalid', 'The entry must add a device, signed by this one.');
    // The device that asked, to the letter: not another one slipped in under its code.
    if (canonicalJson(body.device) !== canonicalJson(asked))
      throw new MirrorError('chain_invalid', 'The entry names another device than the code.');
    if (wrap.recipient !== asked.device) throw new MirrorError('invalid_request', 'body.wrap is for another device.');
    await verifyChain(node, member, [...(await readChain(tx, member)), entry]);
    await insertChainEntry(tx, member, entry);
    await insertDevice(tx, member, asked);
    await putWrap(tx, member, wrap);
  }

  /** What an approved device starts with. Its wrap lies in `keys`, so the vault is asked for it. */
  private async welcome(member: MemberId, device: DevicePublic['device']): Promise<LinkState> {
    const { person, chain } = await this.unitOfWork.run({ role: 'gateway', member }, async (tx) => ({
      person: await readMember(tx, member),
      chain: await readChain(tx, member),
    }));
    if (!person) throw new MirrorError('not_found');
    const { wrap } = await this.bus.for('gateway').call(vaultCalls.challenge, { member, device });
    return { state: 'approved', me: { member, device, ...person }, chain, wrap };
  }
}

/** What the database decided, in our words. */
const refusal = (error: unknown): unknown => {
  if (violates(error, 'device_pk') || violates(error, 'device_key_once')) {
    return new MirrorError('invalid_request', 'This key or id belongs or belonged to a device.');
  }
  // A wrap of another key would shut the new device out at its first unlock.
  return violates(error, 'wrap_of_member_key')
    ? new MirrorError('invalid_request', 'body.wrap holds another key than the member’s.')
    : error;
};
