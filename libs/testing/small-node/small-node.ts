import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import {
  type Chain,
  invitationLink,
  type LinkState,
  type MemberWrap,
  MirrorError,
  type NodeView,
  type Route,
  type RouteName,
  routes,
  TurnId,
} from '#libs/contracts/index.js';
import { randomBytes, toBase64url } from '#libs/crypto/index.js';
import { type Caller, handlers } from './handlers.js';
import { SmallIdentity } from './identity.js';
import { SmallMembers } from './members.js';
import { SmallProofs } from './proofs.js';
import { serveSocket } from './stream.js';
import { type Out, SmallTurns } from './turns.js';
import { SmallVault } from './vault.js';

type Input = { params: Record<string, string>; query: unknown; body: unknown };
type Found = { name: RouteName; route: Route; params: Record<string, string> };

/**
 * A node as small as one can be that devices can't tell from a real one: it speaks the contracts over a real socket,
 * checks proofs, chains and unlocks with libs/crypto, and keeps all in memory. What a test turns makes it a bad node, or
 * its network a bad network.
 */
export class SmallNode {
  readonly identity = new SmallIdentity();
  readonly members = new SmallMembers(this.identity.node);
  readonly proofs = new SmallProofs();
  readonly vault = new SmallVault(this.identity);
  readonly turns = new SmallTurns(this.identity, this.vault);
  /** Every request in order, as `POST /v1/tokens` or `ws turn`. */
  readonly asked: string[] = [];
  /** false: as behind a proxy that lets no WebSocket through. */
  sockets = true;
  /** What devices are told instead of what is so. */
  showChain: (chain: Chain) => Chain = (chain) => chain;
  showWrap: (wrap: MemberWrap) => MemberWrap = (wrap) => wrap;
  approve: (state: Extract<LinkState, { state: 'approved' }>) => LinkState = (state) => state;
  showIdentity: () => string = () => this.identity.publicKey;
  /** The nonce of a WebSocket's first frame. */
  greeting: () => string = () => this.proofs.socketNonce;
  /** Called before an answer goes out; true loses it on the way. */
  loseAnswer: (name: RouteName) => boolean = () => false;
  origin = '';
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #open = new Set<Duplex>();

  static async start(): Promise<SmallNode> {
    const node = new SmallNode();
    await node.listen();
    return node;
  }

  listen(port = 0): Promise<void> {
    this.#server.on('upgrade', (request, socket, head) => {
      if (!this.sockets || request.url !== '/v1/stream') return socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (opened) => serveSocket(this, opened));
    });
    this.#server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
    return new Promise((resolve) => {
      this.#server.listen(port, '127.0.0.1', () => {
        this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }

  invitation(): string {
    return invitationLink({ origin: this.origin, invitation: toBase64url(randomBytes(32)), identity: this.identity.publicKey });
  }

  view(): NodeView {
    const { node } = this.identity;
    return {
      node,
      origin: this.origin,
      version: '0.1.0',
      identity: this.showIdentity(),
      claimed: this.members.members.size > 0,
      region: 'US',
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    this.asked.push(`${request.method} ${url.pathname}`);
    try {
      const found = find(request.method ?? '', url.pathname);
      response.setHeader('DPoP-Nonce', this.proofs.nonce);
      const caller = await this.#admit(found.route, request, url);
      const body: unknown = found.route.body ? JSON.parse(await read(request)) : undefined;
      const input: Input = {
        params: found.params,
        query: found.route.query?.parse(Object.fromEntries(url.searchParams)),
        body: found.route.body?.parse(body),
      };
      if (found.route.stream) return await this.#stream(found.name, input, response);
      const handle = handlers[found.name] as ((...all: unknown[]) => unknown) | undefined;
      const answer = JSON.stringify(found.route.response.parse(await handle?.(this, input, caller)));
      if (this.loseAnswer(found.name)) return void response.destroy();
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
    } catch (error) {
      const known = error instanceof MirrorError ? error : new MirrorError('internal', String(error));
      if (response.headersSent) return void response.destroy();
      response.writeHead(known.status, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(known.toProblem()));
    }
  }

  async #admit({ auth }: Route, request: IncomingMessage, url: URL): Promise<Caller | undefined> {
    if (auth === 'public') return undefined;
    const token = auth === 'proof' ? undefined : request.headers.authorization?.replace(/^DPoP /, '');
    if (auth !== 'proof' && !token) throw new MirrorError('token_missing');
    const proof = request.headers.dpop as string | undefined;
    const { signing } = await this.proofs.check(proof, request.method ?? '', this.origin + url.pathname, token);
    if (token === undefined) return { signing, device: '' as Caller['device'] };
    const device = this.members.authenticate(token);
    const known = await this.members.device(device);
    if (known.public.signing !== signing) throw new MirrorError('proof_invalid');
    return { device, signing };
  }

  async #stream(name: RouteName, input: Input, response: ServerResponse): Promise<void> {
    const out: Out = {
      frame: (frame) => {
        if (!response.headersSent) response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
        response.write(`${JSON.stringify(frame)}\n`);
      },
      cut: () => response.destroy(),
      end: () => response.end(),
    };
    if (name === 'reflect') await this.turns.begin(routes.reflect.body.parse(input.body), out);
    if (name === 'again') await this.turns.again(TurnId.parse(input.params.turn), routes.again.body.parse(input.body), out);
    if (name === 'turnStream')
      await this.turns.resume(TurnId.parse(input.params.turn), routes.turnStream.body.parse(input.body).after, out);
    response.end();
  }
}

const find = (method: string, path: string): Found => {
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const match = new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(path);
    if (match && route.method === method) return { name, route, params: { ...match.groups } };
  }
  throw new MirrorError('not_found');
};

const read = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};
