import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { generateProof } from 'dpop';
import {
  type ChainEntry,
  type ChainEntryBody,
  type DevicePublic,
  type EnrolRequest,
  type MemberId,
  type NodeId,
  parseInvitationLink,
  type RouteName,
  routes,
  type Tokens,
} from '#libs/contracts/index.js';
import {
  type Argon2id,
  createMember,
  type DeviceKeys,
  describeDevice,
  following,
  fromBase64url,
  generateDeviceKeys,
  type NewMember,
  sha256,
  signEntry,
  verifyChain,
  wrapMemberKey,
} from '#libs/crypto/index.js';
import { ORIGIN } from './access-app.js';

/** Recovery is not what is tested here: a digest in place of 64 MiB of Argon2id. */
const quickArgon2id: Argon2id = async (password, salt) => sha256(new Uint8Array([...password, ...salt]));

export type Answer<Body = Record<string, unknown>> = { status: number; code: string | undefined; body: Body; headers: IncomingHttpHeaders };
export type Asking = {
  params?: Record<string, string>;
  body?: unknown;
  /** In place of the device's own; null leaves it away. */
  token?: string | null;
  proof?: string | null;
  headers?: Record<string, string | string[]>;
};

/** The node as a device sees it: an address that answers, and its identity. */
export type PlayedNode = { readonly url: string; readonly others: { readonly node: NodeId } };

/** A device over the wire: real keys, real proofs, and nothing of the node's code on its side of the socket. */
export class PlayedDevice {
  nonce: string | undefined;
  tokens: Tokens | undefined;
  member: MemberId | undefined;
  device: DevicePublic | undefined;
  memberKey: Uint8Array | undefined;

  private constructor(
    private readonly app: PlayedNode,
    readonly keys: DeviceKeys,
  ) {}

  static async make(app: PlayedNode): Promise<PlayedDevice> {
    return new PlayedDevice(app, await generateDeviceKeys({ extractable: true }));
  }

  /** A device that enrolled with this invitation link. */
  static async enrolled(app: PlayedNode, link: string, name = 'Robin'): Promise<PlayedDevice> {
    const device = await PlayedDevice.make(app);
    const answer = await device.enrol(link, name);
    if (answer.status !== 200) throw new Error(`enrolling failed: ${JSON.stringify(answer.body)}`);
    return device;
  }

  /** A proof for a route of the node, as it says its address is. */
  proof(name: RouteName, { params, token }: Asking = {}): Promise<string> {
    return generateProof(this.keys.signing, `${ORIGIN}${pathOf(name, params)}`, routes[name].method, this.nonce, token ?? undefined);
  }

  /** Asks as a device does: with token and proof, and once more where the node gives it a nonce. */
  async ask<Body = Record<string, unknown>>(name: RouteName, asking: Asking = {}): Promise<Answer<Body>> {
    const { auth } = routes[name];
    const ownToken = auth === 'member' || auth === 'owner' ? this.tokens?.accessToken : undefined;
    const token = asking.token === undefined ? ownToken : asking.token;
    const known = this.nonce;
    const proof =
      asking.proof === undefined && auth !== 'public' ? await this.proof(name, { ...asking, token: token ?? null }) : asking.proof;
    const answer = await this.send<Body>(name, asking, token, proof);
    const again = answer.code === 'nonce_required' && asking.proof === undefined && this.nonce !== known;
    return again ? this.ask(name, asking) : answer;
  }

  private async send<Body>(
    name: RouteName,
    { params, body, headers }: Asking,
    token?: string | null,
    proof?: string | null,
  ): Promise<Answer<Body>> {
    const response = await exchange(`${this.app.url}${pathOf(name, params)}`, routes[name].method, body, {
      host: new URL(ORIGIN).host,
      ...(token ? { authorization: `DPoP ${token}` } : {}),
      ...(proof ? { dpop: proof } : {}),
      ...headers,
    });
    this.nonce = response.headers['dpop-nonce']?.toString() ?? this.nonce;
    const answered = JSON.parse(response.text);
    return { status: response.status, code: answered.code, body: answered, headers: response.headers };
  }

  newMember(node: NodeId): Promise<NewMember> {
    return createMember({
      node,
      keys: this.keys,
      description: { name: 'Phone', kind: 'browser', keys: 'non-extractable' },
      argon2id: quickArgon2id,
    });
  }

  async enrolRequest(link: string, name = 'Robin'): Promise<EnrolRequest> {
    const { member, first, pair, wraps, device, memberKey } = await this.newMember(this.app.others.node);
    Object.assign(this, { member, device, memberKey });
    return { invitation: parseInvitationLink(link).invitation, name, member, first, pair, wraps };
  }

  async enrol(link: string, name = 'Robin', change: Partial<EnrolRequest> = {}): Promise<Answer> {
    const answer = await this.ask('enrol', { body: { ...(await this.enrolRequest(link, name)), ...change } });
    if (answer.status === 200) this.tokens = answer.body.tokens as Tokens;
    return answer;
  }

  async describe(): Promise<DevicePublic> {
    this.device = await describeDevice(this.keys, { name: 'Laptop', kind: 'cli', keys: 'software' });
    return this.device;
  }

  /** An entry that goes on from the chain as the node shows it, signed by this device. */
  async entry(says: { kind: 'add'; device: DevicePublic } | { kind: 'remove'; removed: DevicePublic['device'] }): Promise<ChainEntry> {
    const { chain } = (await this.ask<{ chain: ChainEntry[] }>('devices')).body;
    const [node, member, own] = [this.app.others.node, this.member as MemberId, this.device as DevicePublic];
    const { head } = await verifyChain(node, member, chain);
    const at = new Date().toISOString();
    const body: ChainEntryBody = { version: 1, node, member, ...following(head), at, signer: own.device, ...says };
    return signEntry(this.keys.signing.privateKey, body);
  }

  /** What approving takes: the entry and the member key, wrapped to the new device. */
  async approval(link: string, device: DevicePublic) {
    const owner = { node: this.app.others.node, member: this.member as MemberId };
    const to = { ...owner, recipient: device.device };
    const wrap = await wrapMemberKey(this.memberKey as Uint8Array, fromBase64url(device.wrapping), to);
    return { answer: 'approve', link, entry: await this.entry({ kind: 'add', device }), wrap };
  }
}

const pathOf = (name: RouteName, params: Record<string, string> = {}): string =>
  routes[name].path.replace(/:(\w+)/g, (_, key: string) => params[key] ?? '');

/** One request, with a Host header of its own: fetch would write the address it connects to. */
const exchange = (url: string, method: string, body: unknown, headers: OutgoingHttpHeaders) =>
  new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
    const sent = request(url, { method, headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers } });
    sent.once('error', reject).once('response', async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString() });
    });
    sent.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
