import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type InstanceId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { hasRedis } from '#libs/testing/redis-server.js';
import { effects, type StartedBus, until } from '../acceptance/backing.js';
import { anybody, byName, heard, holder, holderOrAny, wrote } from '../acceptance/several.js';
import { instanceOf, outcome, SeveralProcesses } from '../acceptance/several-processes.js';

jest.setTimeout(40_000);

(hasRedis ? describe : describe.skip)('several processes over Redis', () => {
  let node: SeveralProcesses;
  beforeAll(async () => {
    node = await SeveralProcesses.prepare();
  });
  afterEach(() => node.clear());
  afterAll(() => node.close());

  const rest = () => node.start(['gate', 'vault', 'reflection']);
  const ask = (from: StartedBus, text = 'hello') => from.bus.for('gateway').call(anybody, { text });
  const askHolder = (from: StartedBus, member: MemberId) => from.bus.for('gateway').call(holder, { member, text: 'hello' });
  const askNamed = (from: StartedBus, instance: InstanceId) => from.bus.for('gateway').call(byName, { instance, text: 'hello' } as never);

  describe('a call', () => {
    it('is answered by each of two replicas, once by one of them', async () => {
      const times = { one: 0, two: 0 };
      const slow = (which: keyof typeof times) => async () => {
        times[which] += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const [one, two] = [
        await node.start(['gate', 'vault'], { doing: slow('one') }),
        await node.start(['gate', 'vault'], { doing: slow('two') }),
      ];
      const gateway = await node.start(['gateway']);
      const answers = await Promise.all(Array.from({ length: 600 }, () => ask(gateway)));
      expect(new Set(answers.map(({ instance }) => instance))).toEqual(new Set([instanceOf(one), instanceOf(two)]));
      expect(times.one + times.two).toBe(600);
    });

    it('goes on with the other replica when one has left', async () => {
      const one = await rest();
      const two = await rest();
      const gateway = await node.start(['gateway']);
      await one.close();
      for (let at = 0; at < 20; at += 1) await expect(ask(gateway)).resolves.toMatchObject({ instance: instanceOf(two) });
    });

    it('to a role of the same process goes the same way', async () => {
      const all = await node.start(['gateway', 'gate', 'vault', 'reflection']);
      await expect(ask(all)).resolves.toMatchObject({ instance: instanceOf(all) });
      await expect(all.bus.for('gate').call(anybody, { text: 'to my own role' })).resolves.toMatchObject({ text: 'to my own role' });
    });

    it('leaves nothing behind, whether it was answered or not', async () => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      await node.start(['gate', 'vault'], { doing: (text) => (text === 'hang' ? held : Promise.resolve()) });
      const gateway = await node.start(['gateway']);
      await ask(gateway);
      await expect(outcome(ask(gateway, 'hang'))).resolves.toBe('deadline_exceeded');
      release();
      await until('no job lies there', async () => {
        const keys = await node.redis.administrator.keys('mirror:call-gate:*');
        return keys.every((key) => /:(meta|events|marker|stalled-check|id)$/.test(key));
      });
    });

    it('that nobody takes is taken away at its deadline', async () => {
      const one = await rest();
      const gateway = await node.start(['gateway']);
      await one.close();
      await expect(outcome(ask(gateway))).resolves.toBe('gate_unavailable');
      await until('it is gone', async () => (await node.redis.administrator.llen('mirror:call-gate:wait')) === 0);
    });
  });

  describe('a call that nobody answers', () => {
    const member = newId<MemberId>();
    const refusal = async (asked: Promise<unknown>) => asked.then(String, ({ code, message }: MirrorError) => `${code}: ${message}`);

    it('says that no process of the vault is there, and that one was late where it is', async () => {
      const one = await rest();
      const gateway = await node.start(['gateway']);
      const any = () => gateway.bus.for('gateway').call(holderOrAny, { member, text: 'hello' });
      await one.close();
      expect(await refusal(any())).toBe(`vault_unavailable: ${new MirrorError('vault_unavailable').message}`);
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      const other = await node.start(['gate', 'vault'], { doing: () => held });
      expect(await refusal(any())).toBe('deadline_exceeded: The vault did not answer in time.');
      expect(await refusal(ask(gateway))).toBe('deadline_exceeded: The gate did not answer in time.');
      release();
      await other.close();
    });
  });

  describe('who holds a member', () => {
    const member = newId<MemberId>();

    it('answers what goes to the holder; without one the vault is locked', async () => {
      const [one, two] = [await rest(), await rest()];
      const gateway = await node.start(['gateway']);
      await expect(outcome(askHolder(gateway, member))).resolves.toBe('vault_locked');
      await expect(one.bus.for('vault').hold(member)).resolves.toBe(true);
      await expect(two.bus.for('vault').hold(member)).resolves.toBe(false);
      for (let at = 0; at < 5; at += 1) await expect(askHolder(gateway, member)).resolves.toMatchObject({ instance: instanceOf(one) });
      one.bus.for('vault').letGo(member);
      await until('it is free', async () => two.bus.for('vault').hold(member));
      await expect(askHolder(gateway, member)).resolves.toMatchObject({ instance: instanceOf(two) });
    });

    it('is nobody as soon as its process ends', async () => {
      const [one, two] = [await rest(), await rest()];
      const gateway = await node.start(['gateway']);
      await one.bus.for('vault').hold(member);
      await one.close();
      const before = performance.now();
      await expect(outcome(askHolder(gateway, member))).resolves.toBe('vault_locked');
      expect(performance.now() - before).toBeLessThan(500);
      const any = gateway.bus.for('gateway').call(holderOrAny, { member, text: 'hello' });
      await expect(any).resolves.toMatchObject({ instance: instanceOf(two) });
      await expect(two.bus.for('vault').hold(member)).resolves.toBe(true);
    });

    it('answers also what may go to any', async () => {
      await rest();
      const two = await rest();
      const gateway = await node.start(['gateway']);
      await two.bus.for('vault').hold(member);
      for (let at = 0; at < 5; at += 1)
        await expect(gateway.bus.for('gateway').call(holderOrAny, { member, text: 'hello' })).resolves.toMatchObject({
          instance: instanceOf(two),
        });
    });

    it('stays the same though Redis is emptied', async () => {
      const [one, two] = [await rest(), await rest()];
      const gateway = await node.start(['gateway']);
      await one.bus.for('vault').hold(member);
      await node.redis.administrator.flushall();
      await until('it is found again', async () => (await outcome(askHolder(gateway, member))) !== 'vault_locked');
      await expect(askHolder(gateway, member)).resolves.toMatchObject({ instance: instanceOf(one) });
      await expect(two.bus.for('vault').hold(member)).resolves.toBe(false);
    });

    it('is told where another took it while this one was taken for dead', async () => {
      const [one, two] = [await rest(), await rest()];
      await one.bus.for('vault').hold(member);
      const lost: MemberId[] = [];
      one.bus.for('vault').onHeldElsewhere((each) => lost.push(each));
      // As after a pause of half a minute: its presence is over, and another was asked to unlock.
      await node.redis.administrator.set(`mirror:lease:vault:${member}`, instanceOf(two));
      await until('it hears of it', () => lost.length > 0);
      expect(lost).toEqual([member]);
    });
  });

  describe('a named process', () => {
    it('answers itself', async () => {
      const [one, two] = [await rest(), await rest()];
      const gateway = await node.start(['gateway']);
      for (const each of [one, two, one])
        await expect(askNamed(gateway, instanceOf(each))).resolves.toMatchObject({ instance: instanceOf(each) });
    });

    it('that is gone fails the call at once, and its queue with it', async () => {
      const one = await rest();
      await rest();
      const gateway = await node.start(['gateway']);
      await askNamed(gateway, instanceOf(one));
      await one.close();
      await expect(outcome(askNamed(gateway, instanceOf(one)))).resolves.toBe('challenge_expired');
      await expect(outcome(askNamed(gateway, newId<InstanceId>()))).resolves.toBe('challenge_expired');
    });
  });

  describe('a signal', () => {
    it('reaches every process of its roles, and its own', async () => {
      const vaults = [await rest(), await rest()];
      const gateways = [await node.start(['gateway']), await node.start(['gateway'])];
      const told: string[] = [];
      for (const [at, each] of gateways.entries())
        each.bus.for('gateway').onSignal(heard, ({ member }) => told.push(`gateway ${at} ${member}`));
      for (const [at, each] of vaults.entries()) each.bus.for('vault').onSignal(heard, ({ member }) => told.push(`vault ${at} ${member}`));
      const member = newId<MemberId>();
      vaults[0]?.bus.for('vault').signal(heard, { member });
      await until('all have heard it', () => told.length === 4);
      await ask(gateways[0] as StartedBus);
      expect(told.sort()).toEqual(['gateway 0', 'gateway 1', 'vault 0', 'vault 1'].map((who) => `${who} ${member}`));
    });

    it('may be missed while Redis is away, and then is said to have been', async () => {
      await rest();
      const gateway = await node.start(['gateway']);
      let missed = 0;
      gateway.bus.for('gateway').onMissed(() => {
        missed += 1;
      });
      await ask(gateway);
      expect(missed).toBe(0);
      await node.redis.restart();
      await until('it says so', () => missed > 0);
    });
  });

  it('an event that one process commits is handled by another at once', async () => {
    await node.start(['gate', 'vault', 'reflection'], { timing: { pollMs: 600_000 } });
    const gateway = await node.start(['gateway'], { timing: { pollMs: 600_000 } });
    const publish = () =>
      gateway.units.run({ role: 'gateway' }, (transaction) =>
        gateway.bus.for('gateway').publish(transaction, wrote, { member: newId<MemberId>() }),
      );
    await publish();
    await until('it is handled', async () => (await effects(node.backing))['vault.note'] === 1);
    for (let at = 0; at < 20; at += 1) await publish();
    await until('all are handled', async () => (await effects(node.backing))['vault.note'] === 21);
  });
});
