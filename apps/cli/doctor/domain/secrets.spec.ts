import { describe, expect, it } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { randomBytes, toBase64url } from '#libs/crypto/index.js';
import { makeBusKeys } from '#libs/platform/bus/redis/bus-keys.js';
import { redisAcl, redisPasswordHash } from '#libs/platform/bus/redis/redis-acl.js';
import { formatRootKey } from '#libs/vault/domain/root-key.js';
import {
  judgeAuthorityKey,
  judgeBelonging,
  judgeFolderMode,
  judgeModes,
  judgePresence,
  judgeUnknown,
  type SecretFile,
  secretNames,
} from './secrets.js';
import { composeWays } from './ways.js';

const perRole = (value: (role: Role) => string) =>
  Object.fromEntries(Role.options.map((role) => [role, value(role)])) as Record<Role, string>;

/** A whole set, as it is made for a node. */
const texts = (): Record<string, string> => {
  const bus = makeBusKeys();
  const passwords = perRole(() => toBase64url(randomBytes(32)));
  return {
    'root.key': formatRootKey({ key: randomBytes(32) }),
    'database-admin': 'admin',
    'bus-directory': bus.directory,
    'redis-acl': redisAcl(perRole((role) => redisPasswordHash(passwords[role]))),
    ...Object.fromEntries(
      Role.options.flatMap((role) => [
        [`bus-${role}`, bus.secrets[role]],
        [`database-${role}`, 'password'],
        [`redis-${role}`, `${passwords[role]}\n`],
      ]),
    ),
  };
};
const filesOf = (all: Record<string, string>, mode = 0o444) =>
  new Map<string, SecretFile>(Object.entries(all).map(([name, text]) => [name, { mode, text }]));
const names = secretNames(Role.options, { admin: true });
const whole = texts();
const other = texts();
const belonging = (change: Record<string, string>) => judgeBelonging(filesOf({ ...whole, ...change }), Role.options);

describe('a folder of secrets', () => {
  it('is fine where all is there and of one making', () => {
    const files = filesOf(whole);
    expect([...files.keys()].sort()).toEqual([...names].sort());
    expect(judgePresence(files, names, composeWays)).toEqual([]);
    expect(judgeBelonging(files, Role.options)).toEqual([]);
    expect(judgeModes(files, names, true)).toEqual([]);
    expect(judgeUnknown(files, names)).toEqual([]);
  });

  it('names what is missing, who does not start for it, and what may be made anew', () => {
    const files = filesOf(whole);
    for (const name of ['bus-gate', 'root.key']) files.delete(name);
    expect(judgePresence(files, names, composeWays)).toEqual([
      {
        state: 'wrong',
        says: 'The secret file root.key is missing, so the vault does not start.',
        next: expect.stringContaining('Do not make a new one'),
      },
      {
        state: 'wrong',
        says: 'The secret file bus-gate is missing, so gate does not start.',
        next: expect.stringContaining('compose-init'),
      },
    ]);
  });

  it('names what is empty, a folder in place of a file, and what this account may not read', () => {
    const files = filesOf({ ...whole, 'database-gate': ' \n' });
    files.set('bus-vault', { mode: 0o755, unread: 'not-a-file' });
    files.set('root.key', { mode: 0o400, unread: 'forbidden' });
    expect(judgePresence(files, names, composeWays).map(({ state, says }) => [state, says])).toEqual([
      ['look', expect.stringContaining("root.key can't be read")],
      ['wrong', expect.stringContaining('database-gate is empty')],
      ['wrong', expect.stringContaining('bus-vault is a folder')],
    ]);
  });

  it.each([
    ['a bus secret of another node', { 'bus-vault': other['bus-vault'] ?? '' }, 'bus-vault does not belong to bus-directory'],
    ['the secrets of two roles swapped', { 'bus-vault': whole['bus-gate'] ?? '' }, 'is the secret of the role gate, not of vault'],
    ['a directory of another node', { 'bus-directory': other['bus-directory'] ?? '' }, 'bus-gateway does not belong to bus-directory'],
    [
      'a root key with a sign changed',
      { 'root.key': (whole['root.key'] ?? '').replace(/checksum ./, 'checksum g') },
      'root.key is damaged',
    ],
    ['a password of Redis exchanged', { 'redis-gate': other['redis-gate'] ?? '' }, 'Redis will not let in gate'],
    ['a user of Redis without a password', { 'redis-acl': `${whole['redis-acl']}user default on nopass ~* +@all\n` }, 'without a password'],
  ])('finds %s', (_what, change, says) => {
    const verdicts = belonging(change);
    expect(verdicts[0]).toMatchObject({ state: 'wrong', says: expect.stringContaining(says), next: expect.stringMatching(/^[A-Z].*\.$/) });
    for (const secret of Object.entries({ ...whole, ...change }).filter(([name]) => name !== 'redis-acl' && name !== 'database-gate'))
      if (secret[1].length > 10) expect(JSON.stringify(verdicts)).not.toContain(secret[1].trim());
  });

  it('finds a list of Redis that another version made', () => {
    const older = (whole['redis-acl'] ?? '').replace(' +xtrim', '');
    expect(belonging({ 'redis-acl': older })).toMatchObject([{ state: 'look', says: expect.stringContaining('another version') }]);
  });

  it('is for its owner alone', () => {
    expect(judgeFolderMode('/srv/secrets', 0o700)).toEqual([]);
    expect(judgeFolderMode('/srv/secrets', 0o755)).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('755'), next: expect.stringContaining('chmod 700') },
    ]);
  });

  it('has files that the containers can read and nobody can change', () => {
    const files = filesOf(whole);
    files.set('bus-gate', { mode: 0o400, text: 'x' });
    files.set('redis-gate', { mode: 0o666, text: 'x' });
    expect(judgeModes(files, names, true)).toMatchObject([
      { state: 'wrong', says: expect.stringContaining("can't read bus-gate:") },
      { state: 'wrong', says: 'Other accounts can change redis-gate.' },
    ]);
    expect(judgeAuthorityKey(new Map([['ca.key', { mode: 0o444, text: 'x' }]]))).toHaveLength(1);
    expect(judgeAuthorityKey(new Map([['ca.key', { mode: 0o400, text: 'x' }]]))).toEqual([]);
  });

  it('has files of one process that its account alone can read', () =>
    expect(judgeModes(filesOf({ 'root.key': 'x' }, 0o640), ['root.key'], false)).toMatchObject([
      { state: 'wrong', says: 'Other accounts can read root.key.', next: expect.stringContaining('chmod 600') },
    ]));

  it('names what is nobody’s, but not what the init step put aside', () => {
    const files = filesOf({ ...whole, 'root.key.bak': 'x', 'ca.crt.1': 'x' });
    expect(judgeUnknown(files, names)).toMatchObject([{ state: 'look', says: expect.stringMatching(/^A file .*: root\.key\.bak\.$/) }]);
  });
});
