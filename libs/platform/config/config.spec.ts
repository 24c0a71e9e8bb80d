import { describe, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { Config, SettingFailure } from './index.js';

const embedded = {
  MIRROR_DATA: '/data',
  MIRROR_SECRETS: '/data/secrets',
  MIRROR_ORIGIN: 'http://localhost:8080',
  MIRROR_DATABASE_URL: 'postgresql://mirror_node:made@localhost/mirrorstead?host=%2Fdata%2Frun',
};
const split = {
  MIRROR_SECRETS: '/run/secrets',
  MIRROR_ORIGIN: 'https://node.example.org',
  MIRROR_DATABASE_URL: 'postgres://postgres:5432/mirrorstead',
  MIRROR_REDIS_URL: 'redis://valkey:6379',
};
const of = (environment: Record<string, string | undefined>) => () => new Config(environment, '1.2.3');

describe('the settings of a process', () => {
  it('are those of the whole node where a data folder is named', () => {
    expect(of(embedded)()).toMatchObject({
      dataFolder: '/data',
      redisUrl: undefined,
      roles: Role.options,
      behindProxy: false,
      metricsPort: 0,
    });
  });

  it('are those of a process of a split node where none is', () => {
    const config = of({ ...split, ROLES: 'gate, vault,gate', MIRROR_BEHIND_PROXY: 'true' })();
    expect(config).toMatchObject({ dataFolder: undefined, redisUrl: 'redis://valkey:6379', roles: ['gate', 'vault'], behindProxy: true });
    expect(config).toMatchObject({ metricsHost: '127.0.0.1', metricsPort: 9464, databaseConnections: 10 });
  });

  it('name the proxies that may say whom they serve, and take nothing for a name that is none', () => {
    expect(of(split)().proxyNames).toEqual([]);
    expect(of({ ...split, MIRROR_PROXY_NAMES: 'caddy, 10.0.0.7,fd00::7' })().proxyNames).toEqual(['caddy', '10.0.0.7', 'fd00::7']);
    expect(of({ ...split, MIRROR_PROXY_NAMES: 'http://caddy' })).toThrow('MIRROR_PROXY_NAMES');
  });

  it('take an empty value for none, which compose files make of what is not set', () => {
    expect(of({ ...split, MIRROR_MODEL: '', ROLES: '', MIRROR_PORT: '' })()).toMatchObject({
      model: undefined,
      port: 8080,
      roles: Role.options,
    });
  });

  it.each([
    ['MIRROR_ORIGIN', undefined, 'is missing. Set it'],
    ['MIRROR_ORIGIN', 'node.example.org', 'an address like https://node.example.org is wanted'],
    ['MIRROR_ORIGIN', 'https://node.example.org/path', 'and nothing else'],
    ['MIRROR_ORIGIN', 'https://user@node.example.org', 'and nothing else'],
    ['MIRROR_ORIGIN', 'http://node.example.org', 'plain http is for this machine alone'],
    ['MIRROR_DATABASE_URL', 'postgres://mirror:secret@postgres/mirrorstead', 'come from secret files'],
    ['MIRROR_DATABASE_URL', 'postgres://postgres/', 'the name of a database'],
    ['MIRROR_DATABASE_URL', 'postgres://postgres/a;drop table x', 'the name of a database'],
    ['MIRROR_DATABASE_URL', 'mysql://postgres/mirrorstead', 'an address like postgres://'],
    ['MIRROR_REDIS_URL', 'redis://:secret@valkey:6379', 'come from secret files'],
    ['MIRROR_REDIS_URL', undefined, 'is missing'],
    ['MIRROR_REDIS_URL', 'valkey:6379', 'an address like redis://valkey:6379'],
    ['MIRROR_SECRETS', undefined, 'is missing'],
    ['MIRROR_PORT', '70000', "can't be read"],
    ['MIRROR_BEHIND_PROXY', 'yes', "can't be read"],
    ['ROLES', 'gateway,vaults', "can't be read: roles are gateway, gate, vault, reflection, with a comma between them; or migrate alone."],
    ['ROLES', 'migrate,gate', "can't be read: migrate prepares the database and ends, so it stands alone"],
    ['MIRROR_PATIENCE_SECONDS', 'abc', "can't be read: a whole number from 1 to 3600 is wanted. Mend it"],
    ['MIRROR_PATIENCE_SECONDS', '0.5', 'a whole number from 1 to 3600 is wanted'],
    ['MIRROR_PORT', '70000', 'a whole number from 0 to 65535 is wanted'],
  ])('refuse %s as %j with a sentence that names it and never shows it', (name, value, sentence) => {
    const start = of({ ...split, [name]: value });
    expect(start).toThrow(SettingFailure);
    expect(start).toThrow(name);
    expect(start).toThrow(sentence);
    expect(start).not.toThrow('secret@');
  });

  it('take an origin as browsers write it', () => {
    expect(of({ ...split, MIRROR_ORIGIN: 'https://Node.Example.org/' })().origin).toBe('https://node.example.org');
    expect(of({ ...split, MIRROR_ORIGIN: 'http://[::1]:8080' })().origin).toBe('http://[::1]:8080');
  });
});
