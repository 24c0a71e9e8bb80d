import { describe, expect, it, jest } from '@jest/globals';
import { askOnce, connectTo, dataFolderPerTest, eventually } from '#libs/testing/index.js';
import type { EmbeddedPostgres } from './index.js';

/** Real kills and restarts, on a machine that may be busy. */
jest.setTimeout(60_000);

const kill = (postgres: EmbeddedPostgres) => process.kill(postgres.pid ?? 0, 'SIGKILL');

describe('a server that is killed under its node', () => {
  const folder = dataFolderPerTest();

  it('comes back when it is killed, once its old processes are gone', async () => {
    const postgres = await folder.start();
    await askOnce(postgres, 'create table kept as select 1 as id');
    const busy = await connectTo(postgres);
    // A statement that outlives its server, until the server's processes notice.
    const statement = busy.query('select count(*) from generate_series(1, 5000000)').catch(() => undefined);
    await eventually(async () =>
      expect(
        await askOnce(
          postgres,
          `select 1 from pg_stat_activity where query like '%generate_series(1, 5%' and state = 'active' and pid <> pg_backend_pid()`,
        ),
      ).toHaveLength(1),
    );
    kill(postgres);
    await eventually(async () => expect(await askOnce(postgres, 'select id from kept')).toEqual([{ id: 1 }]));
    await statement;
    expect(folder.states.map(({ status }) => status)).toEqual(['running', 'restarting', 'running']);
    expect(folder.states[1]?.detail).toContain('PostgreSQL does not run');
  });

  it('comes back each time, and stops while it comes back', async () => {
    const postgres = await folder.start();
    for (let round = 0; round < 4; round += 1) {
      const pid = postgres.pid;
      kill(postgres);
      await eventually(async () => expect([postgres.state.status, postgres.pid === pid]).toEqual(['running', false]));
    }
    kill(postgres);
    await eventually(async () => expect(postgres.state.status).toBe('restarting'));
    await postgres.stop();
    expect(postgres.state).toEqual({ status: 'stopped' });
    expect(await askOnce(await folder.start(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});
