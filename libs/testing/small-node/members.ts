import type { z } from 'zod';
import {
  type Chain,
  type DeviceId,
  type DevicePublic,
  type DeviceView,
  type Enrolled,
  type EnrolRequest,
  type LinkId,
  type LinkState,
  type Me,
  type MemberId,
  type MemberWrap,
  MirrorError,
  type NodeId,
  type TokenGrant,
  type Tokens,
} from '#libs/contracts/index.js';
import { newId, randomBytes, toBase64url, verifyChain } from '#libs/crypto/index.js';

type Member = { me: Omit<Me, 'device'>; chain: Chain; wraps: Map<string, MemberWrap> };
type Link = { link: LinkId; code: string; device: DevicePublic; expires: string; state: LinkState };
const in15Minutes = () => new Date(Date.now() + 900_000).toISOString();

/** Members, devices, links and tokens of a small node, in memory. */
export class SmallMembers {
  readonly members = new Map<MemberId, Member>();
  readonly links = new Map<LinkId, Link>();
  readonly #access = new Map<string, { device: DeviceId; expires: number }>();
  readonly #refresh = new Map<string, { device: DeviceId; used: boolean }>();
  readonly #usedInvitations = new Set<string>();
  /** Milliseconds that an access token lasts. */
  tokenLife = 300_000;
  refreshes = 0;

  constructor(private readonly node: NodeId) {}

  async enrol(request: EnrolRequest, signing: string): Promise<Enrolled> {
    if (this.#usedInvitations.has(request.invitation)) throw new MirrorError('claim_used');
    const chain = [request.first];
    const { devices } = await verifyChain(this.node, request.member, chain);
    const [device] = devices;
    if (device?.signing !== signing) throw new MirrorError('proof_invalid');
    this.#usedInvitations.add(request.invitation);
    const role = this.members.size === 0 ? 'owner' : 'member';
    const wraps = new Map(request.wraps.map((wrap) => [wrap.recipient as string, wrap]));
    this.members.set(request.member, { me: { member: request.member, name: request.name, role }, chain, wraps });
    return { me: this.me(device.device), tokens: this.#issue(device.device) };
  }

  async device(device: DeviceId): Promise<{ member: Member; public: DevicePublic }> {
    for (const member of this.members.values()) {
      const chain = await verifyChain(this.node, member.me.member, member.chain);
      const found = chain.devices.find((listed) => listed.device === device);
      if (found) return { member, public: found };
      if (chain.removed.some((listed) => listed.device === device)) throw new MirrorError('device_revoked');
    }
    throw new MirrorError('token_invalid');
  }

  me(device: DeviceId): Me {
    for (const { me, chain } of this.members.values()) {
      if (chain.some(({ body }) => body.kind !== 'remove' && body.device.device === device)) return { ...me, device };
    }
    throw new MirrorError('token_invalid');
  }

  async grant(grant: z.infer<typeof TokenGrant>, signing: string): Promise<Tokens> {
    this.refreshes += 1;
    const device = grant.type === 'device' ? grant.device : this.#spend(grant.refreshToken);
    if ((await this.device(device)).public.signing !== signing) throw new MirrorError('proof_invalid');
    return this.#issue(device);
  }

  authenticate(token: string): DeviceId {
    const known = this.#access.get(token);
    if (!known) throw new MirrorError('token_invalid');
    if (Date.now() > known.expires) throw new MirrorError('token_expired');
    return known.device;
  }

  forgetTokens({ refresh }: { refresh: boolean }): void {
    this.#access.clear();
    if (refresh) this.#refresh.clear();
  }

  open(device: DevicePublic): { link: LinkId; code: string; expires: string } {
    const link = newId<LinkId>();
    const code = `${100_000 + this.links.size}`;
    const expires = in15Minutes();
    this.links.set(link, { link, code, device, expires, state: { state: 'pending', expires } });
    return { link, code, expires };
  }

  views(device: DeviceId, chain: Chain): DeviceView[] {
    const gone = new Set(chain.flatMap(({ body }) => (body.kind === 'remove' ? [body.removed] : [])));
    return chain.flatMap(({ body }) => {
      if (body.kind === 'remove') return [];
      const { device: id, name, kind, keys } = body.device;
      const removed = gone.has(id) ? { removedAt: body.at } : {};
      return [{ device: id, name, kind, keys, fingerprint: 'as the node says', addedAt: body.at, current: id === device, ...removed }];
    });
  }

  #spend(refreshToken: string): DeviceId {
    const known = this.#refresh.get(refreshToken);
    if (!known) throw new MirrorError('token_invalid');
    if (known.used) throw new MirrorError('token_reused');
    known.used = true;
    return known.device;
  }

  #issue(device: DeviceId): Tokens {
    const accessToken = toBase64url(randomBytes(32));
    const refreshToken = toBase64url(randomBytes(32));
    const expires = Date.now() + this.tokenLife;
    this.#access.set(accessToken, { device, expires });
    this.#refresh.set(refreshToken, { device, used: false });
    return { accessToken, refreshToken, expires: new Date(expires).toISOString() };
  }
}
