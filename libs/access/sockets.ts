import { Injectable } from '@nestjs/common';
import { type DeviceId, MirrorError } from '#libs/contracts/index.js';
import { Config } from '#libs/platform/config/index.js';
import type { MemberCaller } from '#libs/platform/http/index.js';
import { type Admitted, Authenticator } from './authenticator.js';
import { DeviceStandings } from './device-standings.js';
import { isForeignOrigin } from './domain/origin.js';
import { Nonces } from './nonces.js';

/** Whom a connection belongs to, and until when without renewal. */
export type SocketSession = { readonly caller: MemberCaller; readonly generation: number; readonly until: Date };
/** What a `hello` or `renew` frame carries. */
export type SocketCredentials = { token: string; proof: string };

/** Access for the WebSocket at `/v1/stream`: a connection is let in by its first frame, and checked at each that starts work. */
@Injectable()
export class Sockets {
  constructor(
    private readonly config: Config,
    private readonly authenticator: Authenticator,
    private readonly standings: DeviceStandings,
    private readonly nonces: Nonces,
  ) {}

  /** Before the upgrade: browsers let any page open a WebSocket anywhere, and say only here which page it is. Errors: `origin_refused`. */
  requireOrigin(header: string | undefined): void {
    if (isForeignOrigin(header, this.config.origin)) throw new MirrorError('origin_refused');
  }

  /** For the server's first frame. */
  nonce(): Promise<string> {
    return this.nonces.current();
  }

  /** Errors: those of `Authenticator.authenticate`. */
  async hello(frame: SocketCredentials, address: string): Promise<SocketSession> {
    return sessionOf(await this.admit(frame), address);
  }

  /** A later token of the same device. Errors: those of `hello`; `token_invalid` for another device's. */
  async renew(session: SocketSession, frame: SocketCredentials): Promise<SocketSession> {
    const admitted = await this.admit(frame);
    // Else the frames of one device could go on under the name of another.
    if (admitted.device !== session.caller.device) throw new MirrorError('token_invalid');
    return sessionOf(admitted, session.caller.address);
  }

  /** At each frame that starts work. Errors: `token_expired`, `device_revoked`. */
  async require({ caller, generation, until }: SocketSession): Promise<void> {
    if (Date.now() >= until.getTime()) throw new MirrorError('token_expired');
    await this.standings.require(caller.member, caller.device, generation);
  }

  /** Calls back at once when the device is removed, so that its connection can be closed; until the returned function is called. */
  onRevoked(device: DeviceId, callback: () => void): () => void {
    return this.standings.onRemoved(device, callback);
  }

  private admit({ token, proof }: SocketCredentials): Promise<Admitted> {
    return this.authenticator.authenticate({ token, proof, method: 'GET', url: `${this.config.origin}/v1/stream` });
  }
}

const sessionOf = ({ member, device, role, generation, expires }: Admitted, address: string): SocketSession => ({
  caller: { kind: 'member', address, member, device, role },
  generation,
  until: expires,
});
