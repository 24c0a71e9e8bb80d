import type { z } from 'zod';
import { type DeviceId, type MemberId, MirrorError, type RouteName, type Routes } from '#libs/contracts/index.js';
import { verifyChain } from '#libs/crypto/index.js';
import type { RequestOf, ResponseOf } from '#libs/sdk/index.js';
import type { SmallNode } from './small-node.js';

/** Who sent a request, as far as the route asks. */
export type Caller = { device: DeviceId; signing: string };
type Parsed<Name extends RouteName> = {
  [Part in 'params' | 'query' | 'body']: Routes[Name] extends { [P in Part]: infer Schema extends z.ZodType }
    ? z.output<Schema>
    : undefined;
};
type Handler<Name extends RouteName> = (
  node: SmallNode,
  input: Parsed<Name>,
  caller: Caller,
) => Promise<ResponseOf<Name>> | ResponseOf<Name>;

export type { RequestOf };

const memberOf = async (node: SmallNode, { device }: Caller) => (await node.members.device(device)).member;
const who = async (node: SmallNode, caller: Caller) => {
  const { me, wraps } = await memberOf(node, caller);
  return { node: node.identity.node, member: me.member as MemberId, device: caller.device, wrap: wraps.get(caller.device) };
};
const linkOf = (node: SmallNode, test: (link: { code: string; link: string }) => boolean) => {
  const link = [...node.members.links.values()].find(test);
  if (!link) throw new MirrorError('not_found');
  return link;
};

/** What the small node answers: each plain route that a device asks. */
export const handlers: { [Name in RouteName]?: Handler<Name> } = {
  node: (node) => node.view(),
  invitation: () => ({ role: 'owner', expires: new Date(Date.now() + 900_000).toISOString() }),
  enrol: (node, { body }, { signing }) => node.members.enrol(body, signing),
  tokens: (node, { body }, { signing }) => node.members.grant(body, signing),
  me: (node, _, { device }) => node.members.me(device),
  devices: async (node, _, caller) => {
    const { chain } = await memberOf(node, caller);
    return { devices: node.members.views(caller.device, chain), chain: node.showChain(chain) };
  },
  removeDevice: async (node, { body }, caller) => {
    const { me, chain } = await memberOf(node, caller);
    await verifyChain(node.identity.node, me.member, [...chain, body.entry]);
    chain.push(body.entry);
    return { done: true };
  },
  openLink: (node, { body }) => node.members.open(body.device),
  linkState: (node, { params }) => linkOf(node, ({ link }) => link === params.link).state,
  lookLink: (node, { body }) => {
    const { link, device, expires } = linkOf(node, ({ code }) => code === body.code);
    return { link, device, fingerprint: 'as the node says', expires };
  },
  answerLink: async (node, { body }, caller) => {
    const link = linkOf(node, (other) => other.link === body.link);
    if (body.answer === 'refuse') {
      link.state = { state: 'refused' };
      return { done: true };
    }
    const { me, chain, wraps } = await memberOf(node, caller);
    await verifyChain(node.identity.node, me.member, [...chain, body.entry]);
    chain.push(body.entry);
    wraps.set(body.wrap.recipient, body.wrap);
    link.state = node.approve({ state: 'approved', me: { ...me, device: link.device.device }, chain, wrap: body.wrap });
    return { done: true };
  },
  people: (node) => ({
    people: [...node.members.members.values()].map(({ me, chain }) => ({
      name: me.name,
      role: me.role,
      state: 'active' as const,
      since: chain[0]?.body.at ?? '',
      devices: chain.length,
    })),
  }),
  invite: (node, { body }) => ({ name: body.name, link: node.invitation(), expires: new Date(Date.now() + 900_000).toISOString() }),
  unlockState: (node) => node.vault.state,
  unlockChallenge: async (node, _, caller) => {
    const { wrap } = await who(node, caller);
    if (!wrap) throw new MirrorError('not_found');
    return node.vault.challenge(node.showWrap(wrap));
  },
  unlock: async (node, { body }, caller) => node.vault.unlock(await who(node, caller), caller.signing, body),
  lock: (node) => node.vault.lock(),
  turn: async (node, { params }) => {
    node.vault.demand();
    return { view: node.turns.view(node.turns.find(params.turn)), certificates: [await node.identity.stampCertificate()] };
  },
  cancel: (node, { params }) => {
    node.turns.find(params.turn).cancelled = true;
    return { done: true };
  },
  sessions: (node) => {
    const views = [...node.turns.turns.values()].map(({ request, at }) => ({
      session: request.session,
      startedAt: at,
      lastAt: at,
      turns: 1,
    }));
    return { sessions: views };
  },
  session: async (node, { params }) => {
    node.vault.demand();
    const turns = [...node.turns.turns.values()].filter(({ request }) => request.session === params.session);
    return {
      session: params.session,
      turns: turns.map((turn) => node.turns.view(turn)),
      certificates: [await node.identity.stampCertificate()],
    };
  },
  engine: () => ({ engine: 'local' }),
};
