import { Injectable } from '@nestjs/common';
import {
  events,
  type MemberId,
  type Outcome,
  type ReplyId,
  type SealedItem,
  type SessionId,
  signals,
  type TurnId,
} from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';

/** A turn under the reply that ends. */
export type Ended = { member: MemberId; session: SessionId; turn: TurnId; reply: ReplyId };

/** Ends turns: each once, with its event in the same transaction, and word to whoever waits for it. */
@Injectable()
export class TurnEndings {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly turns: TurnRepository,
  ) {
    this.bus = bus.for('reflection');
  }

  /**
   * How the turn stands under this reply then: `outcome`, unless it had been ended before; undefined where it was taken up
   * again. `evenIfHeld: false` leaves alone what somebody answers: between a look at an abandoned turn and its ending it
   * may have been taken up again.
   */
  end(
    { member, session, turn, reply }: Ended,
    outcome: Outcome,
    sealed: SealedItem | undefined,
    { evenIfHeld = true } = {},
  ): Promise<TurnRow['state'] | undefined> {
    return this.turns.settle({ member, turn, reply, outcome, sealed, evenIfHeld }, async (tx: Transaction) => {
      await this.bus.publish(tx, events.turnSettled, { member, session, turn });
      tx.afterCommit(() => this.bus.signal(signals.turnSettled, { turn }));
    });
  }
}
