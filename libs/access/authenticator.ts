import { Injectable } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError, type PersonRole } from '#libs/contracts/index.js';
import { sha256, utf8 } from '#libs/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { type VerifiedProof, verifyProof } from './domain/proof.js';
import { Nonces } from './nonces.js';
import { hashToken } from './secrets.js';

/** What came with a request. `url` is absolute, made of `Config.origin`; `nonce` where the proof must carry exactly that one. */
export type Presented = { token?: string | undefined; proof: string | undefined; nonce?: string; method: string; url: string };

/** Whom a token and a proof let in, and until when. */
export type Admitted = { member: MemberId; device: DeviceId; role: PersonRole; generation: number; expires: Date };

type Admission = {
  known: boolean;
  nonce_stands: boolean;
  first_seen: boolean;
  member: MemberId;
  device: DeviceId;
  role: PersonRole;
  generation: number;
  stands: boolean;
  expires_at: Date;
  expired: boolean;
};

/**
 * Decides who is asking: first what can be computed (the proof), then one statement for all that only the database
 * knows, so that whoever has no key makes no rows.
 */
@Injectable()
export class Authenticator {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly nonces: Nonces,
  ) {}

  /** Whoever holds this key. Errors: `proof_missing`, `proof_invalid`, `clock_skew`, `nonce_required`, `proof_replayed`. */
  async prove(presented: Omit<Presented, 'token'>): Promise<VerifiedProof> {
    const proof = await this.verify(presented);
    await this.admit(proof, undefined);
    return proof;
  }

  /**
   * The member whose token this is, asked by the device that it is bound to. The device's generation is read with it, so
   * a device that was removed a moment ago is refused. Errors: those of `prove`, `token_missing`, `token_invalid`,
   * `token_expired`, `device_revoked`.
   */
  async authenticate(presented: Presented): Promise<Admitted> {
    if (!presented.token) throw new MirrorError('token_missing');
    const proof = await this.verify(presented);
    const row = await this.admit(proof, presented.token);
    if (!row.stands) throw new MirrorError('device_revoked');
    if (row.expired) throw new MirrorError('token_expired');
    return { member: row.member, device: row.device, role: row.role, generation: row.generation, expires: row.expires_at };
  }

  private async verify({ proof, nonce, ...request }: Presented): Promise<VerifiedProof> {
    const accepts = await this.nonces.accepts();
    const acceptsNonce = (carried: string): boolean => accepts(carried) && (nonce === undefined || carried === nonce);
    try {
      return await verifyProof(proof, { ...request, acceptsNonce, now: Date.now() });
    } catch (error) {
      if (error instanceof MirrorError && error.code === 'nonce_required') this.nonces.doubt();
      throw error;
    }
  }

  private async admit({ thumbprint, jti, nonce }: VerifiedProof, token: string | undefined): Promise<Admission> {
    const seen = Buffer.from(sha256(utf8(`${thumbprint}|${jti}`)));
    const hash = token === undefined ? null : hashToken(token);
    const [row] = await this.unitOfWork.run({ role: 'gateway' }, (tx) =>
      tx.query<Admission>('select * from access.admit($1, $2, $3, $4)', [hash, thumbprint, seen, nonce]),
    );
    if (!row?.nonce_stands) {
      this.nonces.forget();
      throw new MirrorError('nonce_required');
    }
    // RFC 9449 §4.3, 12: the key of the proof is the one that the token is bound to. A stolen token alone opens nothing.
    if (!row.known) throw new MirrorError('token_invalid');
    // RFC 9449 §11.1: whoever reads a request on its way must not be able to send it again.
    if (!row.first_seen) throw new MirrorError('proof_replayed');
    return row;
  }
}
