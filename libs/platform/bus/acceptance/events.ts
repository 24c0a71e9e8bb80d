import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventId, type MemberId, MirrorError } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { Transaction } from '#libs/platform/database/index.js';
import { type BusBacking, effects, type StartedBus, type StartOptions, until } from './backing.js';
import { noted, told } from './contracts.js';
import { leaveRow } from './probe.js';

/** What publishing promises while nothing dies. */
export const eventsSuite = (open: () => BusBacking): void =>
  describe('publish', () => {
    let backing: BusBacking;
    const running: StartedBus[] = [];
    const start = async (options: StartOptions = {}): Promise<StartedBus> => {
      const started = await backing.start(options);
      running.push(started);
      return started;
    };
    const publish = (started: StartedBus, event: typeof told | typeof noted = noted, member = newId<MemberId>()) =>
      started.units.run({ role: 'gateway' }, (transaction) => started.bus.for('gateway').publish(transaction, event, { member }));
    const insert = async (name: string, payload: unknown, subscribers: string[]): Promise<EventId> => {
      const [row] = await backing.look<{ id: EventId }>('select bus.publish($1, $2, $3) as id', [
        name,
        JSON.stringify(payload),
        subscribers,
      ]);
      if (!row) throw new Error('nothing was inserted');
      return row.id;
    };
    const outstanding = () => backing.look<{ subscriber: string }>('select subscriber from bus.delivery');
    const handled = async (event?: EventId) => (await effects(backing, event))['vault.note'];

    beforeEach(async () => {
      backing = open();
      await backing.look('truncate bus.outbox, bus.delivery, bus.handled, probe.effect');
    });
    afterEach(async () => {
      await Promise.all(running.splice(0).map((started) => started.close()));
    });

    it('is handled once for each subscriber, and nothing stays outstanding', async () => {
      await publish(await start(), told);
      await until('both have handled it', async () => Object.keys(await effects(backing)).length === 2);
      await until('its deliveries are cleared', async () => (await outstanding()).length === 0);
      await expect(effects(backing)).resolves.toEqual({ 'vault.hear': 1, 'reflection.hear': 1 });
      await until('its jobs are gone', async () => (await backing.jobsIn('vault')) + (await backing.jobsIn('reflection')) === 0);
    });

    it('is not handled where its cause was rolled back', async () => {
      const started = await start();
      const failing = started.units.run({ role: 'gateway' }, async (transaction) => {
        await started.bus.for('gateway').publish(transaction, noted, { member: newId<MemberId>() });
        throw new MirrorError('internal');
      });
      await expect(failing).rejects.toThrow(MirrorError);
      await publish(started);
      await until('the other event was handled', async () => (await handled()) === 1);
      await expect(backing.look('select id from bus.outbox')).resolves.toHaveLength(1);
    });

    it('gives the handler the rights of its subscriber and the rows of the member named', async () => {
      const seen = Promise.withResolvers<unknown>();
      const look = async (transaction: Transaction, payload: unknown) => {
        const [row] = await transaction.query(`select current_user as role, current_setting('app.member') as member`);
        seen.resolve({ row, payload });
      };
      const member = newId<MemberId>();
      await publish(await start({ does: { 'vault.note': look } }), noted, member);
      await expect(seen.promise).resolves.toEqual({ row: { role: 'mirror_vault', member }, payload: { member } });
    });

    it('refuses a payload that does not fit', async () => {
      await expect(publish(await start(), noted, 'someone' as MemberId)).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('tries again after a failure, and keeps nothing of the failed attempt', async () => {
      let attempts = 0;
      const failTwice: typeof leaveRow = async (...given) => {
        attempts += 1;
        await leaveRow(...given);
        if (attempts < 3) throw new MirrorError('vault_unavailable');
      };
      await publish(await start({ does: { 'vault.note': failTwice } }));
      await until('the third attempt held', async () => (await handled()) === 1);
      expect(attempts).toBe(3);
    });

    it('parks for the subscriber that fails, and is handled for the other', async () => {
      const fail = () => Promise.reject(new MirrorError('engine_unavailable', 'the words of someone'));
      const started = await start({ does: { 'reflection.hear': fail } });
      await publish(started, told);
      await until('it is parked', async () => (await started.outbox.parked()).length === 1);
      await expect(started.outbox.parked()).resolves.toEqual([
        {
          event: expect.any(String),
          name: 'told',
          subscriber: 'reflection.hear',
          error: 'engine_unavailable',
          attempts: 3,
          parkedAt: expect.any(Date),
          forMs: expect.any(Number),
        },
      ]);
      await expect(effects(backing)).resolves.toEqual({ 'vault.hear': 1 });
    });

    it('shows what is parked in health, and stays ready', async () => {
      const started = await start({ does: { 'vault.note': () => Promise.reject(new MirrorError('vault_unavailable')) } });
      const shown = async () => {
        const { ready, parts } = await started.health.readiness();
        return { ready, events: parts.find(({ part }) => part === 'events') };
      };
      await expect(shown()).resolves.toEqual({ ready: true, events: { part: 'events', ready: true } });
      await publish(started);
      await until('it is parked', async () => (await started.outbox.parked()).length === 1);
      const detail = 'An event waits for a person: noted for vault.note (vault_unavailable).';
      await expect(shown()).resolves.toEqual({ ready: true, events: { part: 'events', ready: true, detail } });
    });

    it('does not count attempts that failed because the node could not work', async () => {
      let attempts = 0;
      const fail: typeof leaveRow = async (...given) => {
        attempts += 1;
        if (attempts <= 5) throw new MirrorError('disk_full');
        await leaveRow(...given);
      };
      const started = await start({ does: { 'vault.note': fail } });
      await publish(started);
      await until('it was handled', async () => (await handled()) === 1);
      await expect(started.outbox.parked()).resolves.toEqual([]);
    });

    it('parks what fails otherwise as internal, without its message', async () => {
      const fail = () => Promise.reject(new Error('the words of someone'));
      const started = await start({ does: { 'vault.note': fail } });
      await publish(started);
      await until('it is parked', async () => (await started.outbox.parked()).length === 1);
      const parked = await started.outbox.parked();
      expect(parked[0]).toMatchObject({ error: 'internal' });
      expect(JSON.stringify([parked, await backing.look('select * from bus.delivery')])).not.toContain('someone');
    });

    it.each([
      ['a payload that does not parse', 'noted', { member: 'someone' }, 'vault.note', 'invalid_request'],
      ['an event that nobody knows', 'unheard', { member: newId<MemberId>() }, 'vault.note', 'not_found'],
      ['a subscriber that nobody knows', 'noted', { member: newId<MemberId>() }, 'vault.unheard', 'not_found'],
    ])('parks %s at once', async (_what, name, payload, subscriber, error) => {
      const started = await start();
      const event = await insert(name, payload, [subscriber]);
      await until('it is parked', async () => (await started.outbox.parked()).length === 1);
      await expect(started.outbox.parked()).resolves.toMatchObject([{ event, name, subscriber, error, attempts: 1 }]);
      await expect(effects(backing)).resolves.toEqual({});
    });

    it('is handled though its job id lies in the failed set', async () => {
      const event = await insert('noted', { member: newId<MemberId>() }, ['vault.note']);
      await backing.leaveFailedJob('vault', { event, subscriber: 'vault.note' });
      await expect(backing.jobsIn('vault')).resolves.toBe(1);
      await start();
      await until('it was handled', async () => (await handled(event)) === 1);
    });

    it.each([
      ['ends well, the other finds it done', true],
      ['fails, the other does it', false],
    ])('takes effect once where two handle it at the same time: if the first %s', async (_how, well) => {
      const [entered, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      let times = 0;
      const slow: typeof leaveRow = async (...given) => {
        times += 1;
        const first = times === 1;
        entered.resolve();
        await held.promise;
        if (first && !well) throw new MirrorError('internal');
        await leaveRow(...given);
      };
      await publish(await start({ does: { 'vault.note': slow }, timing: { attempts: 10 } }));
      await entered.promise;
      await start({ alone: true, timing: { attempts: 10 } });
      await until('the second waits for the first', async () => {
        const waiting = `select pid from pg_stat_activity where wait_event_type = 'Lock' and query like '%mark_handled%'`;
        return (await backing.look(waiting)).length > 0;
      });
      held.resolve();
      await until('nothing is outstanding', async () => (await outstanding()).length === 0);
      await expect(effects(backing)).resolves.toEqual({ 'vault.note': 1 });
    });

    it('takes effect once where three relays work and one of them empties the queues midway', async () => {
      const [first] = await Promise.all([start(), start()]);
      const times = 60;
      for (let at = 0; at < times / 2; at += 1) await publish(first, told);
      const third = await start({ alone: true });
      for (let at = 0; at < times / 2; at += 1) await publish(third, told);
      await until('all are handled', async () => {
        const [row] = await backing.look<{ done: number }>('select count(*)::int as done from bus.handled');
        return row?.done === times * 2;
      });
      await until('nothing is outstanding', async () => (await outstanding()).length === 0);
      await expect(effects(backing)).resolves.toEqual({ 'vault.hear': times, 'reflection.hear': times });
      const twice = await backing.look('select event from probe.effect group by event, subscriber having count(*) > 1');
      expect(twice).toEqual([]);
    });

    it('is forgotten some time after all have handled it, and never before', async () => {
      const first = await start({ does: { 'reflection.hear': () => Promise.reject(new Error('never')) } });
      await publish(first, told);
      await publish(first, noted);
      await until('one is handled and one parked', async () => (await handled()) === 1 && (await first.outbox.parked()).length === 1);
      await first.close();
      running.splice(0);
      await start({ timing: { keptMs: 0 } });
      await until('the handled one is gone', async () => (await backing.look('select id from bus.outbox')).length === 1);
      await expect(backing.look('select name from bus.outbox')).resolves.toEqual([{ name: 'told' }]);
      await expect(backing.look('select subscriber from bus.handled')).resolves.toEqual([{ subscriber: 'vault.hear' }]);
    });

    it('lets no role mark the events of another handled, nor read the outbox', async () => {
      const started = await start();
      const event = await insert('unheard', {}, ['gate.unheard']);
      const asGateway = (sql: string, parameters?: unknown[]) =>
        started.units.run({ role: 'gateway' }, (transaction) => transaction.query(sql, parameters));
      await expect(asGateway('select bus.mark_handled($1, $2)', [event, 'vault.note'])).rejects.toThrow(/own role/);
      await expect(asGateway('select * from bus.outbox')).rejects.toThrow(/permission denied/);
      await expect(asGateway(`insert into bus.handled values ('${event}', 'gateway.x')`)).rejects.toThrow(/permission denied/);
    });
  });
