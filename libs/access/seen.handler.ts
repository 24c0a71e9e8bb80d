import { Injectable } from '@nestjs/common';
import { events } from '#libs/contracts/index.js';
import { type EventPayload, Handles } from '#libs/platform/bus/index.js';
import type { Transaction } from '#libs/platform/database/index.js';

/** Notes on the list of devices when each was last used to unlock. */
@Injectable()
export class SeenHandler {
  @Handles(events.memberUnlocked, 'gateway.seen')
  async seen(tx: Transaction, { device }: EventPayload<typeof events.memberUnlocked>): Promise<void> {
    await tx.query('update access.device set last_seen_at = greatest(last_seen_at, clock_timestamp()) where id = $1', [device]);
  }
}
