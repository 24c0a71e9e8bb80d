import { Injectable } from '@nestjs/common';
import { RateLimits } from '#libs/access/index.js';
import type { MemberCaller } from '#libs/platform/http/index.js';

/** MirrorGate v11: 30 in 60 s; here per member and per device, not per address. */
const TURNS = 30;
const SECONDS = 60;

/** How often a member, and a device, may reflect. Counts requests, not what they say: crisis and others look alike here. */
@Injectable()
export class TurnLimits {
  constructor(private readonly rates: RateLimits) {}

  /** Errors: `rate_limited` with the seconds to wait. */
  async take({ member, device }: MemberCaller): Promise<void> {
    await Promise.all([this.rates.take('turn-member', member, TURNS, SECONDS), this.rates.take('turn-device', device, TURNS, SECONDS)]);
  }
}
