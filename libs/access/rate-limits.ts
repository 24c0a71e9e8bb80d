import { Injectable } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import { sha256, utf8 } from '#libs/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { TURN_LIMIT } from './domain/limits.js';

/** How often something may be asked, counted in PostgreSQL, so that all gateways count as one. */
@Injectable()
export class RateLimits {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Counts one request, unless `limit` were counted in the last `seconds`: then it throws, so that a limit can't be
   * forgotten by who calls. The key is hashed: no address or member stands in the table. Errors: `rate_limited` with
   * `retryAfter` in seconds.
   */
  async take(bucket: string, key: string, limit: number, seconds: number): Promise<void> {
    const hashed = Buffer.from(sha256(utf8(`${bucket}|${key}`)));
    const parameters = [hashed, limit, seconds];
    const [row] = await this.unitOfWork.query<{ wait: number }>({ role: 'gateway' }, 'select access.take($1, $2, $3) as wait', parameters);
    const retryAfter = row?.wait ?? 0;
    if (retryAfter > 0) throw new MirrorError('rate_limited', undefined, { retryAfter });
  }

  /** 30 turns a minute for each device of a member. Errors: `rate_limited`. */
  requireTurn(member: MemberId, device: DeviceId): Promise<void> {
    return this.take(TURN_LIMIT.bucket, `${member}|${device}`, TURN_LIMIT.limit, TURN_LIMIT.seconds);
  }
}
