import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type DeviceId, MirrorError, type Route, type RouteName, routes } from '#libs/contracts/index.js';
import { Config } from '#libs/platform/config/index.js';
import { type AnyCaller, type CallerRequest, routeOf } from '#libs/platform/http/index.js';
import { Authenticator, type Presented } from './authenticator.js';
import { DeviceStandings } from './device-standings.js';
import { addressKey } from './domain/address.js';
import { ADDRESS_LIMITS, DEVICE_LIMITS, KEY_LIMITS, type Limit } from './domain/limits.js';
import { isForeignOrigin } from './domain/origin.js';
import { Nonces } from './nonces.js';
import { RateLimits } from './rate-limits.js';

const names = new Map<Route, RouteName>(Object.entries(routes).map(([name, route]) => [route, name as RouteName]));

/**
 * Stands before every route: finds out who asks, as the route's `auth` wants, or refuses. Limits come before the work
 * that they protect: an address before a proof is checked, a key before the handler runs.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly config: Config,
    private readonly authenticator: Authenticator,
    private readonly nonces: Nonces,
    private readonly limits: RateLimits,
    private readonly standings: DeviceStandings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = routeOf(context);
    const http = context.switchToHttp();
    const request = http.getRequest<CallerRequest>();
    // A page elsewhere in the person's browser must not change anything here; there are no CORS headers to read by either.
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && isForeignOrigin(request.headers.origin, this.config.origin)) throw new MirrorError('origin_refused');
    const name = names.get(route);
    // What says whether the node lives must answer without a database.
    if (route.auth === 'public' && !(name && ADDRESS_LIMITS[name])) {
      request.caller = { kind: 'public', address: request.ip };
      return true;
    }
    try {
      request.caller = await this.admit(route, name, request);
    } finally {
      await this.offerNonce(http.getResponse<FastifyReply>());
    }
    if (route.stream && request.caller.kind === 'member') this.endWithDevice(request.caller.device, http.getResponse<FastifyReply>());
    return true;
  }

  /** An answer that goes on for minutes was let in by a device that may be removed meanwhile: its thief must not read the rest. */
  private endWithDevice(device: DeviceId, { raw }: FastifyReply): void {
    raw.once(
      'close',
      this.standings.onRemoved(device, () => raw.destroy()),
    );
  }

  private async admit(route: Route, name: RouteName | undefined, request: CallerRequest): Promise<AnyCaller> {
    const address = request.ip;
    const presented = this.presented(request);
    if (route.auth === 'public' || route.auth === 'proof') {
      await this.limit(name && ADDRESS_LIMITS[name], addressKey(address));
      if (route.auth === 'public') return { kind: 'public', address };
      const { signing, thumbprint } = await this.authenticator.prove(presented);
      await this.limit(name && KEY_LIMITS[name], thumbprint);
      return { kind: 'proof', address, signing, thumbprint };
    }
    const { member, device, role } = await this.authenticator.authenticate({ ...presented, token: tokenOf(request) });
    if (route.auth === 'owner' && role !== 'owner') throw new MirrorError('forbidden');
    await this.limit(name && DEVICE_LIMITS[name], device);
    return { kind: 'member', address, member, device, role };
  }

  private presented(request: CallerRequest): Omit<Presented, 'token'> {
    const proof = request.headers.dpop;
    const path = request.url.split('?', 1)[0] ?? '';
    return { proof: Array.isArray(proof) ? proof.join(',') : proof, method: request.method, url: `${this.config.origin}${path}` };
  }

  private async limit(limit: Limit | undefined, key: string): Promise<void> {
    if (limit) await this.limits.take(limit.bucket, key, limit.limit, limit.seconds);
  }

  /** RFC 9449 §8.2: the nonce for the next proof, on answers and refusals alike. */
  private async offerNonce(reply: FastifyReply): Promise<void> {
    const nonce = await this.nonces.current().catch(() => undefined);
    if (nonce) reply.header('DPoP-Nonce', nonce);
  }
}

/** RFC 9449 §7.1: scheme `DPoP`. A bound token under `Bearer` is refused, else its binding could be left away (§7.2). */
const tokenOf = (request: CallerRequest): string => {
  const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (!scheme) throw new MirrorError('token_missing');
  if (scheme.toLowerCase() !== 'dpop' || !token || token.length > 512 || rest.length > 0) throw new MirrorError('token_invalid');
  return token;
};
