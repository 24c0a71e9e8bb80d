import { Injectable } from '@nestjs/common';
import { type DevicePublic, type Enrolled, type MemberWrap, MirrorError } from '#libs/contracts/index.js';
import { verifyChain } from '#libs/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import type { ProofCaller, RouteInput } from '#libs/platform/http/index.js';
import { violates } from './constraint.js';
import { insertChainEntry, insertDevice } from './device.repository.js';
import { Invitations } from './invitations.service.js';
import { putMemberKeys } from './kept-keys.js';
import { NodeIdentity } from './node-identity.js';
import { Tokens } from './tokens.service.js';

type Request = RouteInput<'enrol'>['body'];

/** How somebody becomes a member with their first device: one request, one transaction, all of it or nothing. */
@Injectable()
export class Enrolment {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identity: NodeIdentity,
    private readonly invitations: Invitations,
    private readonly tokens: Tokens,
  ) {}

  /** Errors: `claim_used`, `claim_expired`, `claim_closed`, `not_found`, `chain_invalid`, `proof_invalid`, `invalid_request`. */
  async enrol(caller: ProofCaller, request: Request): Promise<Enrolled> {
    const device = await this.verifiedDevice(caller, request);
    const keyId = sharedKeyId(request.wraps, device);
    try {
      return await this.unitOfWork.run({ role: 'gateway', member: request.member }, async (tx) => {
        const role = await this.invitations.use(tx, request.invitation);
        // First of all writes: an id that is somebody else's ends everything here, before a row of theirs could be touched.
        await tx.query('insert into access.member (id, name, role) values ($1, $2, $3)', [request.member, request.name, role]);
        await insertDevice(tx, request.member, device);
        await insertChainEntry(tx, request.member, request.first);
        await putMemberKeys(tx, request, keyId);
        const tokens = await this.tokens.startFamily(tx, device.device);
        return { me: { member: request.member, name: request.name, role, device: device.device }, tokens };
      });
    } catch (error) {
      throw refusal(error);
    }
  }

  /** The first device, as its own signed entry names it, with the key that made this request's proof. */
  private async verifiedDevice(caller: ProofCaller, { member, first }: Request): Promise<DevicePublic> {
    const { node } = await this.identity.get();
    await verifyChain(node, member, [first]);
    if (first.body.kind !== 'first') throw new MirrorError('chain_invalid');
    // Otherwise an entry that somebody overheard could be enrolled by another, who then holds its tokens.
    if (first.body.device.signing !== caller.signing)
      throw new MirrorError('proof_invalid', 'The proof is of another key than the device.');
    return first.body.device;
  }
}

/** One wrap for the device, one for the recovery pair, of one and the same member key. */
const sharedKeyId = (wraps: readonly MemberWrap[], { device }: DevicePublic): string => {
  const [one, other] = wraps;
  const recipients = new Set(wraps.map((wrap) => wrap.recipient));
  if (!one || !other || one.keyId !== other.keyId || !recipients.has(device) || !recipients.has('recovery')) {
    throw new MirrorError('invalid_request', 'body.wraps must hold one key, wrapped to this device and to the recovery pair.');
  }
  return one.keyId;
};

/** What the database decided, in our words. */
const refusal = (error: unknown): unknown => {
  if (violates(error, 'member_one_owner')) return new MirrorError('claim_closed');
  const taken = ['member_pk', 'device_pk', 'device_key_once'].some((constraint) => violates(error, constraint));
  return taken ? new MirrorError('invalid_request', 'This id or key is in use: make new ones.') : error;
};
