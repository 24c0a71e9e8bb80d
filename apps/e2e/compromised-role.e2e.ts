import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CallContract, calls, type MemberId, type Role, type SessionId, signals } from '#libs/contracts/index.js';
import { hpkeOpen, newId, randomBytes } from '#libs/crypto/index.js';
import { makeChannel, openChannel } from '#libs/platform/bus/redis/channel.js';
import { claimContext, parseHeader } from '#libs/platform/bus/redis/channel-header.js';
import { replyChannel, signalChannel, streamKey } from '#libs/platform/bus/redis/names.js';
import { openMessage, sealMessage, sealReply } from '#libs/platform/bus/redis/sealed-message.js';
import { openEntry, streamSeal } from '#libs/platform/bus/redis/stream-frame.js';
import { eventually } from '#libs/testing/index.js';
import { ModelServer } from './model-server.js';
import { collect, Person, the } from './person.js';
import { BusIntruder } from './split/bus-intruder.js';
import { SplitNode } from './split/split-node.js';
import { onlySplit } from './suites.js';

const sentences = ['You wrote of the letter. ', 'You wrote that it lies there. ', 'It has lain there for long. ', 'Who would read it?'];
const words = 'The letter lies in the drawer, and I have not sent it.';
const contracts: readonly CallContract[] = Object.values(calls);

/** SECURITY.md, "A role that was taken over", is what this proves: what can be had is asserted as much as what can't. */
onlySplit('whoever has all of Redis', () => {
  let node: SplitNode;
  let model: ModelServer;
  let owner: Person;
  let member: MemberId;
  const session = newId<SessionId>();

  beforeAll(async () => {
    model = await ModelServer.start(() => ({ pieces: sentences, pauseMs: 120 }));
    node = await SplitNode.start({ environment: { MIRROR_OLLAMA_URL: model.url } });
    owner = await Person.owner(node);
    member = (await owner.client.me()).member;
    await owner.reflect(words, { session });
  }, 90_000);
  afterAll(async () => {
    await node.remove();
    await model.stop();
  });

  const withIntruder = (role: Role | undefined) => {
    const held = { intruder: undefined as unknown as BusIntruder };
    beforeAll(async () => {
      held.intruder = await BusIntruder.enter(node, role);
      await owner.client.unlock();
      await owner.reflect(words, { session });
    });
    afterAll(() => held.intruder.leave());
    return held;
  };

  /** How often something was refused for that reason: lines gather what comes again. */
  const refusals = (why: string): number =>
    node.told
      .split('\n')
      .filter((line) => line.includes('bus_refused') && line.includes(why))
      .reduce((sum, line) => sum + (JSON.parse(line) as { count: number }).count, 0);

  /** Opens with the role's private key whatever a header says about whom it is for. */
  const forcedOpen = async ({ keys }: BusIntruder, header: Uint8Array) => {
    const { enc, ct, signature: _, ...claim } = parseHeader(header);
    const context = claimContext(claim);
    return hpkeOpen(keys.wrapping, { enc, ct }, context, context);
  };

  const codeOf = (answer: Awaited<ReturnType<BusIntruder['ask']>>): string => {
    if (!answer) return 'no answer';
    return 'problem' in answer ? answer.problem.code : 'answered';
  };

  type Held = { intruder: BusIntruder };

  const mayOnlyAskAs = async (role: Role, { intruder }: Held): Promise<void> => {
    for (const contract of contracts) {
      const refused = codeOf(await intruder.ask(contract, {})) === 'forbidden';
      expect([contract.name, refused]).toEqual([contract.name, !contract.from.includes(role)]);
    }
  };

  const speaksAsNobodyElse = async (role: Role, { intruder }: Held): Promise<void> => {
    const asked = contracts.flatMap((contract) => contract.from.filter((from) => from !== role).map((from) => ({ contract, from })));
    const codes = await Promise.all(asked.map(async ({ contract, from }) => codeOf(await intruder.ask(contract, {}, from))));
    expect(codes).toEqual(asked.map(() => 'no answer'));
  };

  describe('and no role’s secrets', () => {
    const held = withIntruder(undefined);

    it('opens no request', async () => {
      expect(held.intruder.requests.length).toBeGreaterThan(5);
      for (const { message } of held.intruder.requests) await expect(forcedOpen(held.intruder, message.header)).rejects.toThrow();
    });

    it('asks in anybody’s name, and nobody answers', async () => {
      const asked = contracts.flatMap((contract) => contract.from.map((from) => ({ contract, from })));
      const codes = await Promise.all(asked.map(async ({ contract, from }) => codeOf(await held.intruder.ask(contract, {}, from))));
      expect(codes).toEqual(asked.map(() => 'no answer'));
    });

    it('sends what was sent once more, and it is done once', async () => {
      const { intruder } = held;
      const before = refusals('replayed');
      await owner.reflect(words, { session });
      const recent = intruder.requests.slice(-8);
      const turns = (await owner.client.session(session)).turns.length;
      const answered = intruder.published.length;
      for (const { queue, data } of recent) await intruder.put(queue, data);
      await eventually(async () => expect(refusals('replayed') - before).toBe(recent.length));
      expect(intruder.published.slice(answered).filter(({ channel }) => channel.includes(':reply:'))).toEqual([]);
      expect((await owner.client.session(session)).turns).toHaveLength(turns);
    });

    it('turns requests back as replies, and makes up replies, and no call ends by it', async () => {
      const { intruder } = held;
      const stranger = await makeChannel(intruder.keys, newId(), 'gate', Date.now());
      let forged = 0;
      intruder.onRequest = ({ message }) => {
        const { caller, instance } = parseHeader(message.header);
        const channel = replyChannel(caller, instance);
        const reflected = Buffer.concat([Buffer.from([1, 2]), message.id, message.nonce, message.ct]);
        const madeUp = Buffer.from(sealReply(stranger, message.id, 'gate.input', { reply: { verdict: 'crisis', help: {} } }));
        for (const reply of [reflected, madeUp, Buffer.alloc(0), randomBytes(40)]) void intruder.redis.publish(channel, Buffer.from(reply));
        forged += 1;
      };
      const told = await owner.reflect(words, { session });
      intruder.onRequest = () => undefined;
      expect(forged).toBeGreaterThan(3);
      expect(told.text).toBe(sentences.join(''));
      expect(the(told, 'settled').outcome).toBe('answered');
    });

    it('writes into the stream of a reply, and nobody is shown it', async () => {
      const { redis } = held.intruder;
      const told = collect(owner.client.reflect({ session, text: words, pattern: 'exploratory' }));
      let written = 0;
      await eventually(async () => {
        for (const key of await redis.keys(streamKey('*'))) {
          const last = (await redis.xrevrange(key, '+', '-', 'COUNT', 1))[0]?.[0] ?? '0-0';
          await redis.xadd(key, `${Number(last.split('-')[0]) + 1}-0`, 'e', Buffer.from(randomBytes(300)));
          written += 1;
        }
        expect(written).toBeGreaterThan(0);
      });
      const { text, events } = await told;
      expect(sentences.join('').startsWith(text)).toBe(true);
      const accepted = events.find((event) => event.type === 'accepted');
      if (!accepted) throw new Error('The turn was not accepted.');
      await eventually(async () => {
        const { turns } = await owner.client.session(session);
        expect(turns.find(({ turn }) => turn === accepted.turn)).toMatchObject({ state: 'answered', reply: { text: sentences.join('') } });
      });
    });

    it('empties it, and what was accepted is there', async () => {
      await held.intruder.redis.flushall();
      await eventually(async () => expect(the(await owner.reflect(words, { session }), 'settled').outcome).toBe('answered'));
    });
  });

  describe('and the secrets of gateway', () => {
    const held = withIntruder('gateway');

    it('opens no request of any role, those of gateway’s own processes neither', async () => {
      const recorded = held.intruder.requests;
      expect(new Set(recorded.map(({ queue }) => queue.split('-')[1]))).toEqual(new Set(['gate', 'vault', 'reflection']));
      for (const { message } of recorded) await expect(forcedOpen(held.intruder, message.header)).rejects.toThrow();
    });

    it('is answered where gateway may ask, and refused elsewhere', () => mayOnlyAskAs('gateway', held));

    it('can’t speak as another role', () => speaksAsNobodyElse('gateway', held));

    it('forges no signal of another role', async () => {
      const { intruder } = held;
      const before = refusals('unreadable');
      const { name } = signals.vaultChanged;
      const channel = await makeChannel({ ...intruder.keys, role: 'vault' }, newId(), 'gateway', Date.now());
      const own = await makeChannel(intruder.keys, newId(), 'gateway', Date.now());
      for (const made of [channel, own]) {
        const message = sealMessage('signal', made, randomBytes(16), Date.now(), { signal: name, payload: { member, state: 'locked' } });
        await intruder.redis.publish(signalChannel('vault', 'gateway'), Buffer.from(message));
      }
      await eventually(async () => expect(refusals('unreadable') - before).toBeGreaterThanOrEqual(2), 70_000);
    });

    it('reads, by asking as gateway does, what an unlocked member wrote; and nothing once they locked', async () => {
      const ask = () => held.intruder.ask(calls.session, { member, session, limit: 100 });
      await owner.client.unlock();
      expect(JSON.stringify(await ask())).toContain(words);
      await owner.client.lock();
      expect(JSON.stringify(await ask())).not.toContain(words.slice(4, 20));
      expect(codeOf(await held.intruder.ask(calls.open, { member, purpose: 'reflect', active: false, items: [] }))).toBe('forbidden');
      await owner.client.unlock();
    });
  });

  describe('and the secrets of reflection', () => {
    const held = withIntruder('reflection');

    it('opens what is asked of reflection, and with the stream keys in it the replies, and nothing else', async () => {
      const { intruder } = held;
      const opened: { contract: string; request: { text?: string; reply?: string; streamKey?: string } }[] = [];
      for (const { queue, message } of intruder.requests) {
        if (queue.startsWith('call-reflection')) {
          const channel = await openChannel(intruder.keys, message.header);
          opened.push(openMessage('request', channel, message) as (typeof opened)[number]);
        } else await expect(forcedOpen(intruder, message.header)).rejects.toThrow();
      }
      const begun = opened.find(({ contract }) => contract === calls.begin.name)?.request;
      expect(JSON.stringify(begun)).toContain(words);
      const seal = streamSeal(intruder.keys.bus, String(begun?.reply), String(begun?.streamKey));
      const [first] = await intruder.redis.xrangeBuffer(streamKey(seal.name), '-', '+', 'COUNT', 1);
      expect(openEntry(seal, 0, first?.[1][1] ?? Buffer.alloc(0))).toHaveProperty('frame');
    });

    it('is answered where reflection may ask, and refused elsewhere', () => mayOnlyAskAs('reflection', held));

    it('can’t speak as another role', () => speaksAsNobodyElse('reflection', held));

    it('has nothing opened by the vault once the member locked', async () => {
      await owner.client.lock();
      expect(codeOf(await held.intruder.ask(calls.open, { member, purpose: 'reflect', active: false, items: [] }))).toBe('vault_locked');
      await owner.client.unlock();
    });
  });

  it('has brought none of the processes down', async () => {
    expect(node.running).toBe(true);
    expect(the(await owner.reflect(words, { session }), 'settled').outcome).toBe('answered');
  });
});
