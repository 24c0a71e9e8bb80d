import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { type EventContract, type EventId, Role } from '#libs/contracts/index.js';
import { migrate, openDataSource, roleLogin, UnitOfWork, urlAs, withDatabase, withSession } from '#libs/platform/database/index.js';
import { type OwnServer, startOwnServer } from '#libs/testing/index.js';
import { noted, told } from '../acceptance/contracts.js';
import { busData } from '../data.js';
import { Deliveries, insertEvent, markHandled } from './deliveries.js';

jest.setTimeout(60_000);

const denied = { code: '42501' };
const everyRole = Role.options;
const member = '01890000-0000-7000-8000-000000000001';

let server: OwnServer;
const pools = new Map<string, DataSource>();
const urlOf = (role: Role) => {
  const { name, password } = roleLogin(role, `password of ${role}`);
  return urlAs(withDatabase(server.postgres.adminUrl, 'mirrorstead'), name, password);
};

beforeAll(async () => {
  server = await startOwnServer();
  const logins = everyRole.map((role) => roleLogin(role, `password of ${role}`));
  await migrate(server.postgres.adminUrl, [busData], { logins });
  for (const role of everyRole) pools.set(role, await openDataSource(urlOf(role), [], 2));
});
afterAll(async () => {
  for (const pool of pools.values()) await pool.destroy();
  await server?.stop();
});
beforeEach(() => server.query('truncate bus.outbox, bus.delivery, bus.handled'));

/** A process of these roles, each with its own login. */
const processOf = (...roles: Role[]) => {
  const units = new UnitOfWork((role, login) => {
    const pool = pools.get(role === 'relay' ? (login ?? roles[0] ?? '') : role);
    if (!pool) throw new TypeError(`no login of ${role}`);
    return pool;
  });
  return { units, deliveries: new Deliveries(units) };
};
const publish = async (event: EventContract) => {
  await processOf('gateway').units.run({ role: 'gateway' }, (transaction) => insertEvent(transaction, event, { member }));
  const [row] = await server.query('select id from bus.outbox order by created_at desc limit 1');
  return row?.id as EventId;
};
const left = (table: string) => server.query(`select * from bus.${table} order by 1`);
const handle = (role: Role, event: EventId, subscriber: string) =>
  processOf(role).units.run({ role }, (transaction) => markHandled(transaction, event, subscriber));

describe('a process that was taken over', () => {
  /** All that a login may become, tried in turn. */
  const tryAs = (login: Role, statement: string) =>
    withSession(urlOf(login), async (client) => {
      await client.query('set role mirror_relay');
      return (await client.query(statement)).rowCount;
    });
  const others = [
    ['parks them', `update bus.delivery set parked_at = now()`],
    ['puts them off', `update bus.delivery set next_at = 'infinity'`],
    ['uses up their attempts', 'update bus.delivery set attempts = 1000'],
    ['deletes them', 'delete from bus.delivery'],
    ['deletes what they are about', 'delete from bus.outbox'],
    ['holds them', 'select from bus.delivery for update'],
  ] as const;

  it.each(others)('reaches no delivery of another role: %s', async (_what, statement) => {
    await publish(noted);
    const before = await left('delivery');
    expect(before).toMatchObject([{ subscriber: 'vault.note', role: 'vault' }]);
    for (const login of everyRole.filter((role) => role !== 'vault')) expect([login, await tryAs(login, statement)]).toEqual([login, 0]);
    expect(await left('delivery')).toEqual(before);
    expect(await left('outbox')).toHaveLength(1);
  });

  it('gives its own to nobody, and takes none', async () => {
    await publish(noted);
    for (const statement of [
      `update bus.delivery set role = 'gate'`,
      `update bus.delivery set subscriber = 'gate.note'`,
      'update bus.delivery set event = uuidv7()',
      'delete from bus.handled',
      `insert into bus.handled values (uuidv7(), 'vault.note')`,
      `insert into bus.delivery (event, subscriber, role) select id, 'gate.note', 'gate' from bus.outbox`,
      'truncate bus.delivery',
    ])
      for (const login of everyRole) await expect(tryAs(login, statement)).rejects.toMatchObject(denied);
  });

  it('deletes an event only where all have handled it, and no note that one was', async () => {
    const event = await publish(told);
    await handle('vault', event, 'vault.hear');
    await processOf('vault').deliveries.clearHandled(['vault']);
    expect(await tryAs('vault', 'delete from bus.outbox')).toBe(0);
    await handle('reflection', event, 'reflection.hear');
    await processOf('reflection').deliveries.clearHandled(['reflection']);
    expect(await left('handled')).toHaveLength(2);
    expect(await tryAs('gate', 'delete from bus.outbox')).toBe(1);
    expect(await left('handled')).toEqual([]);
  });

  it('can release what was given up, and change nothing else by that', async () => {
    const event = await publish(told);
    await processOf('vault').deliveries.begin(event, 'vault.hear', 60_000);
    await processOf('vault').deliveries.park(event, 'vault.hear', 'internal');
    await processOf('reflection').deliveries.begin(event, 'reflection.hear', 60_000);
    const [running] = await server.query(`select * from bus.delivery where role = 'reflection'`);
    await expect(processOf('gateway').deliveries.release()).resolves.toBe(1);
    await expect(processOf('gateway').deliveries.release(event)).resolves.toBe(0);
    expect(await server.query(`select * from bus.delivery where role = 'reflection'`)).toEqual([running]);
    expect(await server.query(`select parked_at, attempts from bus.delivery where role = 'vault'`)).toEqual([
      { parked_at: null, attempts: 0 },
    ]);
    for (const role of everyRole) {
      const asItself = processOf(role).units.run({ role }, (transaction) => transaction.query('select bus.release(null)'));
      await expect(asItself).rejects.toMatchObject(denied);
    }
  });
});

describe('a process of several roles with a login each', () => {
  const roles = ['gate', 'vault', 'reflection'] as const satisfies Role[];

  it('carries the deliveries of all of them, each by the login that may', async () => {
    const { deliveries, units } = processOf(...roles);
    const event = await publish(told);
    const due = await deliveries.claim(roles, 10, 60_000);
    expect(due.map(({ subscriber, again }) => [subscriber, again]).sort()).toEqual([
      ['reflection.hear', false],
      ['vault.hear', false],
    ]);
    await expect(deliveries.claim(roles, 10, 60_000)).resolves.toEqual([]);
    await deliveries.recall(roles);
    expect((await deliveries.claim(roles, 10, 60_000)).map(({ again }) => again)).toEqual([true, true]);
    for (const subscriber of ['vault.hear', 'reflection.hear']) {
      await expect(deliveries.begin(event, subscriber, 60_000)).resolves.toMatchObject({ name: 'told', attempts: 1 });
      await deliveries.retryLater(event, subscriber, 'internal', { parked: false, waitMs: 0, counted: false });
      await expect(deliveries.begin(event, subscriber, 60_000)).resolves.toMatchObject({ attempts: 1 });
    }
    await deliveries.park(event, 'reflection.hear', 'internal');
    await expect(deliveries.parked()).resolves.toMatchObject([{ event, subscriber: 'reflection.hear' }]);
    await expect(deliveries.backlog()).resolves.toMatchObject({ waiting: 1, byRole: { vault: 1 } });
    await expect(deliveries.release(event)).resolves.toBe(1);
    await units.run({ role: 'vault' }, (transaction) => markHandled(transaction, event, 'vault.hear'));
    await units.run({ role: 'reflection' }, (transaction) => markHandled(transaction, event, 'reflection.hear'));
    await expect(deliveries.forget(0, 10)).resolves.toBe(0);
    await deliveries.clearHandled(roles);
    expect(await left('delivery')).toEqual([]);
    await expect(deliveries.forget(0, 10)).resolves.toBe(1);
    expect(await left('handled')).toEqual([]);
  });

  it('takes one unit of work for roles that share a login', () => {
    expect(processOf(...roles).units.byLogin(roles)).toEqual([['gate'], ['vault'], ['reflection']]);
    const [one] = [...pools.values()];
    expect(one && new UnitOfWork(one).byLogin(roles)).toEqual([[...roles]]);
  });
});
