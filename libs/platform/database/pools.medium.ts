import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { type OwnServer, startOwnServer } from '#libs/testing/index.js';
import { roleLogin } from './domain/roles.js';
import { migrate } from './migrate.js';
import { Pools } from './pools.js';
import { UnitOfWork } from './unit-of-work.js';

jest.setTimeout(60_000);

const roles = ['gate', 'vault'] as const;

describe('the connections of a process of several roles', () => {
  let server: OwnServer;
  let pools: Pools;
  let units: UnitOfWork;

  beforeAll(async () => {
    server = await startOwnServer();
    const logins = roles.map((role) => roleLogin(role, `password-of-${role}`));
    await migrate(server.postgres.adminUrl, [], { logins });
    for (const { name, password } of logins) {
      writeFileSync(join(server.folder, name.replace(/^mirror_(\w+)_login$/, 'database-$1')), password, { mode: 0o600 });
    }
    const config = new Config(
      {
        ROLES: roles.join(','),
        MIRROR_ORIGIN: 'https://node.example.org',
        MIRROR_SECRETS: server.folder,
        MIRROR_REDIS_URL: 'redis://valkey:6379',
        MIRROR_DATABASE_URL: 'postgres://postgres:5432/mirrorstead',
      },
      'test',
    );
    const databaseUrl = withoutLogin(server.postgres.nodeUrl);
    pools = await Pools.open(Object.assign(config, { databaseUrl }), new SecretFiles(server.folder), []);
    units = new UnitOfWork((role, login) => pools.of(role, login));
  });
  afterAll(async () => {
    await pools?.close();
    await server?.stop();
  });

  /** The server of the tests listens on a socket, which no setting of a split node can name. */
  const withoutLogin = (url: string): string => {
    const bare = new URL(url);
    bare.username = '';
    bare.password = '';
    return bare.toString();
  };

  const who = 'select session_user::text as login, current_user::text as role';

  it.each(roles)('are of each role’s own login: %s', async (role) => {
    await expect(units.query({ role }, who)).resolves.toEqual([{ login: `mirror_${role}_login`, role: `mirror_${role}` }]);
  });

  it.each(roles)('are the relay’s under the login of the role that it relays for: %s', async (login) => {
    await expect(units.query({ role: 'relay', login }, who)).resolves.toEqual([{ login: `mirror_${login}_login`, role: 'mirror_relay' }]);
  });

  it('are under any of them where the relay only looks, and under none that the process does not have', async () => {
    await expect(units.query({ role: 'relay' }, who)).resolves.toMatchObject([{ role: 'mirror_relay' }]);
    await expect(units.query({ role: 'relay', login: 'gateway' }, who)).rejects.toThrow('does not have the role gateway');
    expect(units.byLogin(roles)).toEqual([['gate'], ['vault']]);
  });
});
