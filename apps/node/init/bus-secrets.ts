import { Role } from '#libs/contracts/index.js';
import { makeBusKeys } from '#libs/platform/bus/redis/bus-keys.js';
import { FOR_CONTAINERS, type SecretsFolder } from './secrets-folder.js';

const names = ['bus-directory', ...Role.options.map((role) => `bus-${role}`)];

/**
 * What the roles seal their messages to each other with: all of it or nothing, for the directory holds the public halves.
 * @throws Error with a sentence where some are there and some are not; nothing was changed then
 */
export const ensureBusKeys = async (folder: SecretsFolder): Promise<void> => {
  const missing = names.filter((name) => !folder.has(name));
  if (missing.length === 0) return folder.kept(...names);
  if (missing.length < names.length) {
    throw new Error(
      `${missing.map((name) => folder.named(name)).join(' and ')} missing while other files of the bus are there, and they belong together. Put back what is missing. Where it is lost, delete all files in ${folder.label} that begin with bus- and run this again, then restart every role. Nothing was overwritten.`,
    );
  }
  const { directory, secrets } = makeBusKeys();
  const files = Object.fromEntries([['bus-directory', directory], ...Role.options.map((role) => [`bus-${role}`, secrets[role]])]);
  const contents = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text: String(text), mode: FOR_CONTAINERS }]));
  await folder.makeTogether('bus', contents, 'what the roles seal their messages with');
};
