import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { MirrorError } from '#libs/contracts/index.js';
import type { World } from './world.js';

export type KeyChoice = { config?: string; profile?: string };

/** `$XDG_CONFIG_HOME/mirrorstead`, as the XDG base directory specification has it: a relative path is ignored. */
export const configFolder = ({ env }: World): string => {
  const xdg = env.XDG_CONFIG_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(env.HOME ?? homedir(), '.config'), 'mirrorstead');
};

/** A name that stays in its folder. */
const fileName = (profile: string): string => {
  if (!/^[\w.-]{1,100}$/.test(profile) || /^\.+$/.test(profile)) {
    throw new MirrorError('invalid_request', 'A profile is named with letters, digits, dots and dashes.');
  }
  return `${profile}.json`;
};

/** Where the keys for a new device at this origin go: one file per server. */
export const newKeyPath = (world: World, { config, profile }: KeyChoice, origin: string): string =>
  config ? resolve(config) : join(configFolder(world), fileName(profile ?? new URL(origin).host.replace(/[^\w.-]+/g, '-')));

/** The key file that is meant: the one named, or the only one there is. */
export const existingKeyPath = async (world: World, { config, profile }: KeyChoice): Promise<string> => {
  if (config) return resolve(config);
  const folder = configFolder(world);
  if (profile) return join(folder, fileName(profile));
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const [only, ...others] = names;
  if (!only) throw new MirrorError('not_enrolled', `There is no key file in ${folder}.`);
  if (others.length === 0) return join(folder, only);
  const profiles = names.map((name) => name.replace(/\.json$/, '')).join(', ');
  throw new MirrorError('invalid_request', `There are several key files. Name one with --profile: ${profiles}.`);
};
