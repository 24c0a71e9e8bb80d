import { Injectable } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError, type Tokens as TokensView } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type Transaction, UnitOfWork } from '#libs/platform/database/index.js';
import type { ProofCaller, RouteInput } from '#libs/platform/http/index.js';
import { judgeRefresh, type RefreshStanding } from './domain/refresh.js';
import { hashToken, newSecret } from './secrets.js';

const ACCESS_MINUTES = 5;
const REFRESH_DAYS = 90;

type RefreshRow = RefreshStanding & { family: string; device: DeviceId };

/**
 * Opaque tokens of 256 random bits, kept as hashes. An access token counts for five minutes with the key it is bound to
 * and the generation of its device; a refresh token counts once.
 */
@Injectable()
export class Tokens {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Errors: `token_invalid`, `token_reused`, `device_revoked`. */
  async grant(caller: ProofCaller, grant: RouteInput<'tokens'>['body']): Promise<TokensView> {
    return grant.type === 'device' ? this.byDeviceKey(caller, grant.device) : this.byRefreshToken(caller, grant.refreshToken);
  }

  /** First tokens of a sign-in, in the transaction that found or made the device. Errors: `device_revoked`. */
  startFamily(tx: Transaction, device: DeviceId): Promise<TokensView> {
    return this.issue(tx, device, newId<string>());
  }

  /** The device's own key is enough to sign in anew, so that a lost answer never locks a person out. */
  private async byDeviceKey(caller: ProofCaller, device: DeviceId): Promise<TokensView> {
    const member = await this.ownerBy('select access.device_owner($1, $2) as member', [device, caller.thumbprint]);
    return this.unitOfWork.run({ role: 'gateway', member }, (tx) => this.startFamily(tx, device));
  }

  private async byRefreshToken(caller: ProofCaller, refreshToken: string): Promise<TokensView> {
    const hash = hashToken(refreshToken);
    const member = await this.ownerBy('select access.refresh_token_owner($1) as member', [hash]);
    const outcome = await this.unitOfWork.run({ role: 'gateway', member }, (tx) => this.rotate(tx, hash, caller.thumbprint));
    // Thrown out here: within, it would take the end of the family back with it.
    if (outcome instanceof MirrorError) throw outcome;
    return outcome;
  }

  private async ownerBy(sql: string, parameters: unknown[]): Promise<MemberId> {
    const [row] = await this.unitOfWork.run({ role: 'gateway' }, (tx) => tx.query<{ member: MemberId | null }>(sql, parameters));
    if (!row?.member) throw new MirrorError('token_invalid');
    return row.member;
  }

  /** Decides on the locked row: of two that show one token at once, the second sees that it was used a moment ago. */
  private async rotate(tx: Transaction, hash: Buffer, thumbprint: string): Promise<TokensView | MirrorError> {
    const [row] = await tx.query<RefreshRow>(
      `select r.family, r.device, d.thumbprint = $2 as "sameKey", r.revoked_at is not null as revoked,
         r.expires_at <= clock_timestamp() as expired, d.removed_at is not null as "deviceRemoved",
         extract(epoch from clock_timestamp() - r.used_at)::double precision as "usedSecondsAgo"
       from access.refresh_token r join access.device d on d.id = r.device where r.hash = $1 for no key update of r`,
      [hash, thumbprint],
    );
    if (!row) return new MirrorError('token_invalid');
    const verdict = judgeRefresh(row);
    if (verdict === 'end_family') await this.endFamily(tx, row.family);
    if (verdict !== 'rotate') return new MirrorError(verdict === 'end_family' ? 'token_reused' : verdict);
    await tx.query('update access.refresh_token set used_at = coalesce(used_at, clock_timestamp()) where hash = $1', [hash]);
    return this.issue(tx, row.device, row.family);
  }

  private async endFamily(tx: Transaction, family: string): Promise<void> {
    await tx.query('update access.refresh_token set revoked_at = clock_timestamp() where family = $1 and revoked_at is null', [family]);
    await tx.query('delete from access.access_token where family = $1', [family]);
  }

  /** One statement: the device must be there in the same moment in which its tokens are made. */
  private async issue(tx: Transaction, device: DeviceId, family: string): Promise<TokensView> {
    const [accessToken, refreshToken] = [newSecret(), newSecret()];
    const [row] = await tx.query<{ expires_at: Date }>(
      `with present as (
         update access.device set last_seen_at = clock_timestamp() where id = $1 and removed_at is null
         returning id, member, generation, thumbprint),
       renewable as (
         insert into access.refresh_token (hash, family, member, device, expires_at)
         select $2, $3, member, id, clock_timestamp() + make_interval(days => ${REFRESH_DAYS}) from present)
       insert into access.access_token (hash, family, member, device, generation, thumbprint, expires_at)
         select $4, $3, member, id, generation, thumbprint, clock_timestamp() + make_interval(mins => ${ACCESS_MINUTES}) from present
         returning expires_at`,
      [device, hashToken(refreshToken), family, hashToken(accessToken)],
    );
    if (!row) throw new MirrorError('device_revoked');
    return { accessToken, expires: row.expires_at.toISOString(), refreshToken };
  }
}
