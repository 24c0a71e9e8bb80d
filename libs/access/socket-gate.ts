import { Injectable } from '@nestjs/common';
import { MirrorError } from '#libs/contracts/index.js';
import { Config } from '#libs/platform/config/index.js';
import type { MemberCaller } from '#libs/platform/http/index.js';
import { Authenticator } from './authenticator.js';
import { DeviceStandings } from './device-standings.js';
import { Nonces } from './nonces.js';

type Standing = { generation: number; until: Date };

/** Access for the WebSocket at `/v1/stream`: a connection is let in by its first frame, and checked at each that starts work. */
@Injectable()
export class SocketGate {
  /** With which generation of their device, and until when, those came in whom `authenticate` let in. */
  private readonly admitted = new WeakMap<MemberCaller, Standing>();

  constructor(
    private readonly config: Config,
    private readonly authenticator: Authenticator,
    private readonly standings: DeviceStandings,
    private readonly nonces: Nonces,
  ) {}

  /** For the server's first frame. */
  nonce(): Promise<string> {
    return this.nonces.current();
  }

  /** What a `hello` or `renew` frame carries. Errors: those of `Authenticator.authenticate`. */
  async authenticate({ token, proof }: { token: string; proof: string }, address = ''): Promise<{ caller: MemberCaller; until: Date }> {
    const url = `${this.config.origin}/v1/stream`;
    const {
      member,
      device,
      role,
      generation,
      expires: until,
    } = await this.authenticator.authenticate({ token, proof, method: 'GET', url });
    const caller: MemberCaller = { kind: 'member', address, member, device, role };
    this.admitted.set(caller, { generation, until });
    return { caller, until };
  }

  /**
   * At each frame that starts work, with the very caller that `authenticate` gave. Costs nothing within a second of the
   * last time. Errors: `token_invalid`, `token_expired`, `device_revoked`.
   */
  async ensure(caller: MemberCaller): Promise<void> {
    const standing = this.admitted.get(caller);
    if (!standing) throw new MirrorError('token_invalid');
    if (Date.now() >= standing.until.getTime()) throw new MirrorError('token_expired');
    await this.standings.require(caller.member, caller.device, standing.generation);
  }
}
