import { type ErrorCode, MirrorError, routes } from '#libs/contracts/index.js';
import type { DeviceState } from './device-state.js';
import { isWorthAsking, pauseBefore } from './domain/retries.js';
import { pause } from './pause.js';
import type { Credentials } from './proofs.js';
import type { TokenKeeper } from './tokens.js';
import type { Transport } from './transport.js';
import type { PlainRouteName, RequestArguments, RequestOf, ResponseOf } from './typed-routes.js';

const tokenRefused = new Set<ErrorCode>(['token_invalid', 'token_expired']);

/** Requests of a device that belongs to a member: with its token, renewed once where the node refuses it. */
export class MemberCalls {
  constructor(
    readonly state: DeviceState,
    private readonly tokens: TokenKeeper,
    private readonly transportTo: (origin: string) => Transport,
  ) {}

  /** Asked again where a part of the node was away and the question changes nothing. */
  async request<Name extends PlainRouteName>(name: Name, ...[request]: RequestArguments<Name>): Promise<ResponseOf<Name>> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await this.authorized(name, (to, credentials) => to.request(name, (request ?? {}) as RequestOf<Name>, credentials));
      } catch (error) {
        const mayAsk = routes[name].method === 'GET' && error instanceof MirrorError && isWorthAsking(error.code, failures);
        if (!mayAsk) throw error;
        await pause(pauseBefore(failures + 1));
      }
    }
  }

  /** Runs `send` with what the route asks for; once more with a new token where the first was refused. */
  async authorized<T>(name: keyof typeof routes, send: (transport: Transport, credentials: Credentials) => Promise<T>): Promise<T> {
    const { origin, keys } = await this.state.member();
    const transport = this.transportTo(origin);
    const { auth } = routes[name];
    if (auth === 'public' || auth === 'proof') return send(transport, { signing: keys.signing });
    const token = await this.tokens.current();
    try {
      return await send(transport, { signing: keys.signing, token });
    } catch (error) {
      if (!(error instanceof MirrorError) || !tokenRefused.has(error.code)) throw error;
      return send(transport, { signing: keys.signing, token: await this.tokens.renew(token) });
    }
  }
}
