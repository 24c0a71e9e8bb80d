import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { diary } from '#libs/testing/diary.js';
import { type OwnServer, startOwnServer } from '#libs/testing/index.js';
import { urlAs, withDatabase } from './address.js';
import { roleLogin } from './domain/roles.js';
import { migrate } from './migrate.js';
import { waitForSchema, waitForServer } from './wait-for-schema.js';

jest.setTimeout(60_000);

const gate = roleLogin('gate', 'of the gate');
const nowhere = 'postgres://mirror_gate_login:x@127.0.0.1:1/mirrorstead';

let server: OwnServer;
const adminUrl = () => server.postgres.adminUrl;
const entrance = (password = gate.password) => ({
  url: urlAs(withDatabase(adminUrl(), 'mirrorstead'), gate.name, password),
  secret: 'database-gate',
});
const prepare = (features = [diary]) => migrate(adminUrl(), features, { logins: [gate] });

/** Waits, and hears what it says meanwhile. */
const waiting = (patienceMs: number, signal?: AbortSignal) => {
  const said: string[] = [];
  return { said, patience: { patienceMs, say: (sentence: string) => void said.push(sentence), ...(signal ? { signal } : {}) } };
};
const refusal = (work: Promise<void>) => work.then(() => 'it was taken').catch((error: Error) => error.message);

beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server?.stop());

describe('a process that waits for its schema', () => {
  it('goes on as soon as the migrate step has made login, database and tables, and says what it waits for', async () => {
    const { said, patience } = waiting(30_000);
    const ready = waitForSchema(entrance(), [diary], patience);
    await prepare([]);
    await prepare([diary]);
    await ready;
    expect(said[0]).toMatch(
      /^Waiting: PostgreSQL at localhost:5432 does not let mirror_gate_login in with the password of the secret file database-gate\.$/,
    );
  });

  it('goes on at once where everything is there', async () => {
    const { said, patience } = waiting(1);
    await waitForSchema(entrance(), [diary], patience);
    expect(said).toEqual([]);
  });

  it.each([
    [
      'a server that is not there',
      () => ({ url: nowhere, secret: 'database-gate' }),
      [diary],
      /127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\. Start it, or mend MIRROR_DATABASE_URL/,
    ],
    [
      'a password that is another',
      () => entrance('another'),
      [diary],
      /does not let mirror_gate_login in .* secret file database-gate\. The migrate step \(ROLES=migrate\) makes that/,
    ],
    [
      'another database',
      () => ({ ...entrance(), url: withDatabase(entrance().url, 'elsewhere') }),
      [diary],
      /has no database elsewhere\. The migrate step/,
    ],
    [
      'steps that are missing',
      () => entrance(),
      [
        diary,
        {
          ...diary,
          migrations: [
            class Later1790009900009 {
              async up() {}
              async down() {}
            },
          ],
        },
      ],
      /lacks 1 of the steps that this version knows\. The migrate step/,
    ],
  ])('gives up on %s with a sentence', async (_, to, features, sentence) => {
    const { said, patience } = waiting(100);
    expect(await refusal(waitForSchema(to(), features, patience))).toMatch(sentence);
    expect(said).toHaveLength(1);
  });

  it('refuses data of a newer version at once', async () => {
    const { said, patience } = waiting(30_000);
    await expect(waitForSchema(entrance(), [], patience)).rejects.toMatchObject({ name: 'NewerSchema' });
    expect(said).toEqual([]);
  });

  it('refuses a login that could change the schema, until the migrate step has taken that away', async () => {
    for (const power of ['alter role mirror_gate_login superuser', 'grant mirror_migrate to mirror_gate_login']) {
      await server.query(power);
      expect(await refusal(waitForSchema(entrance(), [diary], waiting(30_000).patience))).toMatch(
        /gives mirror_gate_login more rights than it may have/,
      );
      await prepare();
      await waitForSchema(entrance(), [diary], waiting(1).patience);
    }
  });

  it('waits no longer once it is told to stop', async () => {
    const stop = new AbortController();
    const { patience } = waiting(30_000, stop.signal);
    const work = waitForSchema({ url: nowhere, secret: 'database-gate' }, [diary], { ...patience, say: () => stop.abort() });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('waits for a server that is just being started', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    // Something that takes connections and says nothing yet is no PostgreSQL that answers.
    probe.on('connection', (socket) => socket.destroy());
    const { port } = probe.address() as { port: number };
    const silent = { url: `postgres://mirror_gate_login:x@127.0.0.1:${port}/mirrorstead`, secret: 'database-gate' };
    expect(await refusal(waitForSchema(silent, [diary], waiting(100).patience))).toMatch(/does not answer/);
    probe.close();
  });
});

describe('the migrate step', () => {
  it('refuses a superuser’s password that is another at once, as nobody will set it', async () => {
    const { said, patience } = waiting(30_000);
    const work = waitForServer({ url: urlAs(adminUrl(), 'postgres', 'another'), secret: 'database-admin' }, patience);
    expect(await refusal(work)).toMatch(
      /refuses postgres with the password of the secret file database-admin\. The password of an existing database is the one that it was made with/,
    );
    expect(said).toEqual([]);
  });

  it('refuses a login that is no superuser', async () => {
    const url = urlAs(withDatabase(adminUrl(), 'mirrorstead'), gate.name, gate.password);
    expect(await refusal(waitForServer({ url, secret: 'database-admin' }, waiting(30_000).patience))).toMatch(/but not as a superuser/);
  });

  it('goes on where the server answers', async () => {
    await waitForServer({ url: adminUrl(), secret: 'database-admin' }, waiting(1).patience);
  });
});
