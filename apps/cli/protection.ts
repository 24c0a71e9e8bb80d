import { MirrorError } from '#libs/contracts/index.js';
import { askHidden, canAsk, passphraseFromFile } from './ask.js';
import type { World } from './world.js';

const SHORTEST = 8;

/**
 * What a new key file is sealed under; undefined for none, where that was asked for. Never none by default: whoever reads
 * a plain key file is this device.
 * @throws {MirrorError} `invalid_request` where nobody can be asked
 */
export const choosePassphrase = async (world: World, { passphrase }: { passphrase: boolean }): Promise<string | undefined> => {
  if (!passphrase) return undefined;
  const given = await passphraseFromFile(world);
  if (given !== undefined) return longEnough(given);
  if (!canAsk(world)) {
    throw new MirrorError('invalid_request', 'Say how the key file is kept: MIRROR_PASSPHRASE_FILE=PATH, or --no-passphrase.');
  }
  const first = longEnough(await askHidden(world, `A passphrase for the key file (${SHORTEST} characters or more):`));
  if ((await askHidden(world, 'Once more:')) !== first) throw new MirrorError('invalid_request', 'The two were not the same.');
  return first;
};

const longEnough = (passphrase: string): string => {
  if ([...passphrase].length >= SHORTEST) return passphrase;
  throw new MirrorError('invalid_request', `The passphrase is shorter than ${SHORTEST} characters.`);
};
