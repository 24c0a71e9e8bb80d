import { Injectable } from '@nestjs/common';
import { type DeviceId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import { sha256, utf8 } from '#libs/crypto/index.js';
import { UnitOfWork } from '#libs/platform/database/index.js';
import { type Limit, TURN_LIMIT } from './domain/limits.js';

/** How often something may be asked, counted in PostgreSQL, so that all gateways count as one. */
@Injectable()
export class RateLimits {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * Counts one request against `limit` in any `seconds`. Gives 0 where it may go on, else the seconds to wait; what is
   * refused is not counted. The key is hashed: no address or member stands in the table.
   */
  async take(bucket: string, key: string, limit: number, seconds: number): Promise<number> {
    const [row] = await this.unitOfWork.run({ role: 'gateway' }, (tx) =>
      tx.query<{ wait: number }>('select access.take($1, $2, $3) as wait', [Buffer.from(sha256(utf8(`${bucket}|${key}`))), limit, seconds]),
    );
    return row?.wait ?? 0;
  }

  /** Errors: `rate_limited` with `retryAfter` in seconds. */
  async require({ bucket, limit, seconds }: Limit, key: string): Promise<void> {
    const retryAfter = await this.take(bucket, key, limit, seconds);
    if (retryAfter > 0) throw new MirrorError('rate_limited', undefined, { retryAfter });
  }

  /** 30 turns a minute for each device of a member. Errors: `rate_limited`. */
  requireTurn(member: MemberId, device: DeviceId): Promise<void> {
    return this.require(TURN_LIMIT, `${member}|${device}`);
  }
}
