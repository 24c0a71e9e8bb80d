import { Role } from '#libs/contracts/index.js';
import { readBusKeys } from '#libs/platform/bus/redis/bus-keys.js';
import { redisAcl, redisPasswordHash } from '#libs/platform/bus/redis/redis-acl.js';
import { parseRootKey } from '#libs/vault/domain/root-key.js';
import { look, ok, type Verdict, wrong } from './verdict.js';

/** A file as it lies in a folder of secrets: its text, or why that is not known. `mode`: the last nine bits. */
export type SecretFile = { mode: number; text: string } | { mode: number; unread: 'forbidden' | 'not-a-file' | 'too-large' };
export type SecretFiles = ReadonlyMap<string, SecretFile>;

/** What can be done about a file that is not there. */
type Remedies = { lost: (name: string) => string };

/** Every file that a set of roles works with. */
export const secretNames = (roles: readonly Role[], own: { admin: boolean }): string[] => [
  ...(own.admin ? ['database-admin', 'redis-acl'] : []),
  ...(roles.includes('vault') ? ['root.key'] : []),
  ...(roles.length > 0 ? ['bus-directory'] : []),
  ...roles.flatMap((role) => [`bus-${role}`, `database-${role}`, `redis-${role}`]),
];

/** Files that are expected and are not there, or hold nothing that could be read. Nobody's content is repeated. */
export const judgePresence = (files: SecretFiles, expected: readonly string[], { lost }: Remedies): Verdict[] => {
  const missing = expected.filter((name) => !files.has(name));
  const troubles: Verdict[] = missing.map((name) =>
    wrong(`The secret file ${name} is missing, so ${whoNeeds(name)} does not start.`, lost(name)),
  );
  for (const name of expected) {
    const file = files.get(name);
    if (file === undefined) continue;
    if (!('text' in file)) troubles.push(unreadable(name, file.unread, lost(name)));
    else if (file.text.trim() === '')
      troubles.push(wrong(`The secret file ${name} is empty, so ${whoNeeds(name)} does not start.`, lost(name)));
  }
  return troubles;
};

const unreadable = (name: string, why: 'forbidden' | 'not-a-file' | 'too-large', lost: string): Verdict => {
  if (why === 'forbidden')
    return look(
      `The secret file ${name} can't be read by this account, so it was not looked into.`,
      'Run this as the account that owns the folder.',
    );
  // Docker makes a folder in the place of a file that it was to mount and that was not there.
  if (why === 'not-a-file')
    return wrong(`The secret ${name} is a folder, not a file: Docker makes one where the file was missing.`, `Remove the folder. ${lost}`);
  return wrong(`The secret file ${name} is too large to be one of ours.`, lost);
};

const whoNeeds = (name: string): string => {
  const role = /^(?:bus|database|redis)-(.+)$/.exec(name)?.[1];
  if (role === 'directory') return 'every part';
  if (role === 'admin') return 'the database';
  if (role === 'acl') return 'Redis';
  if (name === 'root.key') return 'the vault';
  return role ?? 'the front';
};

/** A folder of secrets is for its owner alone. @param mode the last nine bits */
export const judgeFolderMode = (folder: string, mode: number): Verdict[] =>
  mode & 0o077
    ? [
        wrong(
          `Other accounts of this machine can look into ${folder} (its mode is ${mode.toString(8).padStart(3, '0')}). Whoever did has the node's keys.`,
          `chmod 700 ${folder}, and think about who may have read it.`,
        ),
      ]
    : [];

/**
 * Modes of files in a folder that is closed. Compose binds each file into its container as it lies here, and the
 * containers run as another account: what that can't read is missing there. Written to it is by nobody.
 */
export const judgeModes = (files: SecretFiles, expected: readonly string[], forContainers: boolean): Verdict[] => {
  const named = (wanted: (mode: number) => boolean): string[] =>
    expected.filter((name) => {
      const file = files.get(name);
      return file !== undefined && wanted(file.mode);
    });
  const closed = forContainers ? named((mode) => !(mode & 0o004)) : [];
  const open = forContainers ? named((mode) => (mode & 0o022) !== 0) : named((mode) => (mode & 0o077) !== 0);
  return [
    ...(closed.length === 0
      ? []
      : [
          wrong(
            `The containers can't read ${closed.join(', ')}: they run as another account than the owner of the files. The parts that need them do not start.`,
            `chmod 444 ${closed.join(' ')} in the folder secrets, which keeps others out by itself.`,
          ),
        ]),
    ...(open.length === 0
      ? []
      : [
          wrong(
            `Other accounts can ${forContainers ? 'change' : 'read'} ${open.join(', ')}.`,
            `chmod ${forContainers ? '444' : '600'} ${open.join(' ')} in the folder secrets, and think about who may have.`,
          ),
        ]),
  ];
};

/** The key of the certificate authority goes into no container: whoever has it can pose as the node. */
export const judgeAuthorityKey = (files: SecretFiles): Verdict[] => {
  const file = files.get('ca.key');
  return file && file.mode & 0o077
    ? [wrong('Other accounts can read ca.key, with which anybody could pose as this node.', 'chmod 400 ca.key in the folder secrets.')]
    : [];
};

/** Files that belong to nothing here: a copy with a secret in it lies as open as the folder, and is forgotten. */
export const judgeUnknown = (files: SecretFiles, known: readonly string[]): Verdict[] => {
  const others = [...files.keys()]
    .filter((name) => !known.includes(name) && !/^(ca\.(crt|key)\.\d+|\.(new|together)-.*)$/.test(name))
    .sort();
  if (others.length === 0) return [];
  return [
    look(
      `${others.length === 1 ? 'A file' : `${others.length} files`} in the folder of secrets that nothing here uses: ${others.slice(0, 5).join(', ')}${others.length > 5 ? ', …' : ''}.`,
      'If it is a copy of a secret, keep it where this machine is not, and remove it here.',
    ),
  ];
};

const textOf = (files: SecretFiles, name: string): string | undefined => {
  const file = files.get(name);
  return file && 'text' in file && file.text.trim() !== '' ? file.text : undefined;
};

/** Whether what is there and readable has its form and was made together. */
export const judgeBelonging = (files: SecretFiles, roles: readonly Role[]): Verdict[] => {
  const directory = textOf(files, 'bus-directory');
  const root = textOf(files, 'root.key');
  return [
    ...(root === undefined ? [] : sentenceOf(() => parseRootKey(root, 'root.key'))),
    ...roles.flatMap((role) => {
      const secret = textOf(files, `bus-${role}`);
      return secret === undefined || directory === undefined ? [] : sentenceOf(() => readBusKeys(role, secret, directory));
    }),
    ...judgeAcl(files),
  ];
};

/** The errors of the readers are sentences with a next step of their own, and hold nothing of what was read. */
const sentenceOf = (read: () => unknown): Verdict[] => {
  try {
    read();
    return [];
  } catch (error) {
    const [, says = '', next = ''] = /^(.*?\.) (?=[A-Z])(.*)$/s.exec((error as Error).message) ?? [];
    return [wrong(says, next)];
  }
};

const REMAKE = 'Run scripts/compose-init, which writes the list anew, then restart valkey.';

/** The list of Redis holds the passwords as digests: it has to be made from the ones that the roles will show. */
const judgeAcl = (files: SecretFiles): Verdict[] => {
  const list = textOf(files, 'redis-acl');
  const passwords = Role.options.map((role) => [role, textOf(files, `redis-${role}`)] as const);
  if (list === undefined || passwords.some(([, password]) => password === undefined)) return [];
  const hashes = Object.fromEntries(passwords.map(([role, password]) => [role, redisPasswordHash((password ?? '').trim())])) as Record<
    Role,
    string
  >;
  if (list.split('\n').some((line) => /^user default .*\bon\b/.test(line) || /\bnopass\b/.test(line)))
    return [wrong('The list of users of Redis (redis-acl) lets somebody in without a password.', REMAKE)];
  const others = Role.options.filter((role) => !new RegExp(`^user mirror-${role} .*#${hashes[role]}\\b`, 'm').test(list));
  if (others.length > 0)
    return [
      wrong(`Redis will not let in ${others.join(', ')}: redis-acl was made with another password than redis-${others[0]} holds.`, REMAKE),
    ];
  return list === redisAcl(hashes)
    ? []
    : [look('redis-acl was made by another version of this program, and gives the parts other rights.', REMAKE)];
};

/** What is said where nothing is the matter. */
export const secretsFine = (count: number): Verdict => ok(`${count} secret files are there, have their form and belong together.`);
