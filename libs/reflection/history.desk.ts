import { Injectable } from '@nestjs/common';
import { type Certificate, type MemberId, reflectionCalls, type SessionId, type TurnId, type TurnView } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import type { RouteOutput } from '#libs/platform/http/index.js';
import { turnToWire, type WireTurn } from './spoken.frames.js';
import { StampVerifier } from './stamp.verifier.js';

/** What goes back: turns that were written for the wire, nothing beside them. */
export type WireSession = RouteOutput<'session'> & { turns: WireTurn[] };
export type WireTurnWithCertificates = RouteOutput<'turn'> & { view: WireTurn };

/** The gateway's side of the history: every text is verified to be stamped before it goes back to its member. */
@Injectable()
export class HistoryDesk {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly stamps: StampVerifier,
  ) {
    this.bus = bus.for('gateway');
  }

  sessions(member: MemberId, before: string | undefined, limit: number): Promise<RouteOutput<'sessions'>> {
    return this.bus.call(reflectionCalls.sessions, { member, before, limit });
  }

  async session(member: MemberId, session: SessionId, before: string | undefined, limit: number): Promise<WireSession> {
    const found = await this.bus.call(reflectionCalls.session, { member, session, before, limit });
    return { ...found, turns: await Promise.all(found.turns.map((turn) => this.verified(turn, found.certificates))) };
  }

  async turn(member: MemberId, turn: TurnId): Promise<WireTurnWithCertificates> {
    const { view, certificates } = await this.bus.call(reflectionCalls.turn, { member, turn });
    return { view: await this.verified(view, certificates), certificates };
  }

  /** Damaged or forged words are refused as a whole: a gap in a diary must not pass unnoticed. */
  private async verified(view: TurnView, certificates: readonly Certificate[]): Promise<WireTurn> {
    const { words, reply, ...rest } = view;
    const cleared = await this.stamps.cleared(certificates, view.turn, words);
    if (!reply) return turnToWire({ ...rest, words: cleared });
    const segments = await this.stamps.segments(certificates, view.turn, reply.segments);
    return turnToWire({ ...rest, words: cleared, reply: { ...reply, segments } });
  }
}
