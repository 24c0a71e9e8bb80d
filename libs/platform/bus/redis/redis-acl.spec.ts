import { describe, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { redisAcl, redisPasswordHash } from './redis-acl.js';

const hashes = Object.fromEntries(Role.options.map((role) => [role, redisPasswordHash(`password of ${role}`)])) as Record<Role, string>;
const acl = redisAcl(hashes).trimEnd().split('\n');
const rightsOf = (role: Role): string[] => acl.find((line) => line.startsWith(`user mirror-${role} `))?.split(' ') ?? [];

describe('the rights in Redis', () => {
  it('let nobody in without a password', () => {
    expect(acl[0]).toBe('user default reset off');
    expect(acl).toHaveLength(Role.options.length + 1);
    for (const line of acl) expect(line).not.toMatch(/nopass|\+@|~\*|&\*|allkeys|allchannels|allcommands/);
  });

  it('hold a password only as its hash', () => {
    expect(rightsOf('gate')).toContain(`#${hashes.gate}`);
    expect(() => redisAcl({ ...hashes, gate: 'password of gate' })).toThrow(RangeError);
  });

  it.each(Role.options)('of %s run no command that reaches past its keys', (role) => {
    const allowed = rightsOf(role).filter((right) => right.startsWith('+'));
    for (const name of [
      'keys',
      'scan',
      'monitor',
      'flushall',
      'flushdb',
      'config',
      'config|set',
      'acl',
      'debug',
      'script',
      'script|flush',
      'client',
      'client|kill',
      'function',
      'fcall',
      'save',
      'shutdown',
      'replicaof',
      'migrate',
      'restore',
      'dump',
      'psubscribe',
      'randomkey',
      'swapdb',
    ])
      expect(allowed).not.toContain(`+${name}`);
  });

  it('give a role the queues that it asks or answers, and no other', () => {
    const queues = (role: Role) =>
      rightsOf(role).filter((right) => right.startsWith('~mirror:call-') || right.startsWith('~mirror:event-'));
    expect(queues('gate').sort()).toEqual(['~mirror:call-gate:*', '~mirror:call-vault:*']);
    expect(queues('vault').sort()).toEqual(['~mirror:call-vault-*', '~mirror:call-vault:*', '~mirror:event-vault:*']);
    expect(queues('gateway')).toContain('~mirror:call-reflection:*');
    expect(queues('gateway')).not.toContain('~mirror:event-reflection:*');
  });

  it('let only the engine write streams, and only the gateway read them besides', () => {
    expect(rightsOf('reflection')).toContain('~mirror:stream:*');
    expect(rightsOf('gateway')).toContain('%R~mirror:stream:*');
    for (const role of ['gate', 'vault'] as const) expect(rightsOf(role).join(' ')).not.toContain('stream');
  });

  it('let only the vault write who holds a member', () => {
    expect(rightsOf('vault')).toContain('~mirror:lease:vault:*');
    for (const role of ['gateway', 'reflection'] as const) {
      expect(rightsOf(role)).toContain('%R~mirror:lease:vault:*');
      expect(rightsOf(role)).not.toContain('~mirror:lease:vault:*');
    }
    expect(rightsOf('gate').join(' ')).not.toContain('lease');
  });

  it('give a role the channels of its own conversations', () => {
    const channels = rightsOf('gate').filter((right) => right.startsWith('&'));
    expect(channels).toContain('&mirror:reply:gate:*');
    expect(channels).toContain('&mirror:reply:gateway:*');
    expect(channels).not.toContain('&mirror:reply:vault:*');
    expect(channels.join(' ')).not.toMatch(/signal|written/);
  });
});
