import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readiness, type SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import { asAdministrator } from './database.js';
import { Person, the } from './person.js';
import { SmallDisk } from './small-disk.js';
import { startNode } from './start-node.js';
import { type TestedNode, topology } from './tested-node.js';

const readiness = async (node: TestedNode) => {
  const response = await fetch(`${node.origin}/health/ready`);
  return { status: response.status, ...Readiness.parse(await response.json()) };
};
const isReady = (node: TestedNode): Promise<void> =>
  eventually(async () => expect(await readiness(node)).toMatchObject({ status: 200, ready: true }));

const itSeesDisk = topology === 'embedded' ? it : it.skip;
const onSmallDisk = SmallDisk.possible ? describe : describe.skip;

onSmallDisk(`a full disk${SmallDisk.possible ? '' : ' (only root may mount a small one)'}`, () => {
  let disk: SmallDisk;
  const session = newId<SessionId>();
  let node: TestedNode;
  let owner: Person;

  beforeAll(async () => {
    disk = new SmallDisk(280);
    node = await startNode({ dataFolder: join(disk.at, 'data') });
    owner = await Person.owner(node);
  });
  afterAll(async () => {
    await node.remove();
    disk.remove();
  });

  const isRefused = async (words: string): Promise<void> => {
    // The disk is asked once a second.
    await eventually(async () => expect((await readiness(node)).status).toBe(503));
    const told = await owner.reflect(words, { session });
    expect(the(told, 'problem').problem).toMatchObject({ code: 'disk_full', next: expect.stringContaining('free space') });
  };

  it('takes turns while there is room', async () => {
    expect(the(await owner.reflect('Before it was full.', { session }), 'settled').outcome).toBe('answered');
  });

  // A process of a split node does not see the disk of the database: it hears of it from PostgreSQL alone.
  itSeesDisk('takes nothing new, says so in words and in health, and lives', async () => {
    disk.leave(20 * 1024 * 1024);
    await isRefused('While it was nearly full.');
    const { status, parts } = await readiness(node);
    expect(status).toBe(503);
    expect(parts).toContainEqual({ part: 'disk', ready: false, detail: expect.stringContaining('full') });
    expect(await (await fetch(`${node.origin}/health`)).json()).toMatchObject({ status: 'degraded' });
    expect((await fetch(`${node.origin}/health/live`)).status).toBe(200);
    expect((await owner.client.session(session)).turns.map(({ words }) => words)).toEqual(['Before it was full.']);
  });

  it('takes nothing with no byte left, and lives', async () => {
    disk.leave(0);
    // Room that PostgreSQL had set aside for its log is used up too.
    await asAdministrator(node, async (client) => {
      for (let segment = 0; segment < 40; segment += 1) await client.query('select pg_switch_wal(), txid_current()');
    }).catch(() => undefined);
    const told = await owner.reflect('With nothing left.', { session });
    expect(the(told, 'problem').problem.code).toMatch(/disk_full|database_unavailable/);
    expect(node.running).toBe(true);
  });

  it('goes on once there is room, with all that was accepted', async () => {
    disk.free();
    await isReady(node);
    expect(the(await owner.reflect('After there was room.', { session }), 'settled').outcome).toBe('answered');
    const { turns } = await owner.client.session(session);
    expect(turns.map(({ words, state }) => [words, state])).toEqual([
      ['Before it was full.', 'answered'],
      ['After there was room.', 'answered'],
    ]);
  });
});

describe('PostgreSQL that is killed under a node', () => {
  let node: TestedNode;
  let owner: Person;
  beforeAll(async () => {
    node = await startNode();
    owner = await Person.owner(node);
  });
  afterAll(() => node.remove());

  it('costs nothing that was accepted, and is told in one sentence', async () => {
    const session = newId<SessionId>();
    const accepted = ['I wrote before it was killed.'];
    await owner.reflect('I wrote before it was killed.', { session });
    for (let number = 1; number <= 6; number += 1) {
      const words = `I wrote number ${number} while it was killed.`;
      const turn = owner.reflect(words, { session });
      const killed = node.killDatabase();
      const { events } = await turn;
      await killed;
      if (events.some(({ type }) => type === 'accepted')) accepted.push(words);
      for (const event of events) {
        if (event.type !== 'problem') continue;
        expect(event.problem.code).toMatch(/database_unavailable|deadline_exceeded|vault_unavailable|unreachable/);
        expect(event.problem.detail).toMatch(/^[A-Z][^\n]*\.$/);
      }
      await isReady(node);
    }
    await eventually(async () => {
      const { turns } = await owner.client.session(session);
      expect(turns.map(({ words }) => words)).toEqual(expect.arrayContaining(accepted));
      expect(turns.map(({ state }) => state)).not.toContain('running');
    });
    expect(the(await owner.reflect('It is back.', { session }), 'settled').outcome).toBe('answered');
    expect(node.told).not.toMatch(/\n\s+at |Error:/);
    expect(node.running).toBe(true);
  });
});
