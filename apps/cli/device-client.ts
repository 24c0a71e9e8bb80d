import { WebSocket } from 'ws';
import { Client } from '#libs/sdk/index.js';
import { askHidden, canAsk, passphraseFromFile } from './ask.js';
import { KeyFile } from './key-file.js';
import { existingKeyPath, type KeyChoice, newKeyPath } from './key-path.js';
import { argon2id } from './key-seal.js';
import type { World } from './world.js';

const MEGABYTE = 1024 * 1024;

/** From `MIRROR_PASSPHRASE_FILE`, which has one answer only, or from whoever sits there. */
const openingPassphrase = (world: World) => async (attempt: number) => {
  const fromFile = await passphraseFromFile(world);
  if (fromFile !== undefined) return attempt === 1 ? fromFile : undefined;
  if (!canAsk(world)) return undefined;
  return askHidden(world, attempt === 1 ? 'Passphrase of the key file:' : 'That did not open it. Passphrase:');
};

export type Device = { client: Client; keyFile: KeyFile };

const deviceAt = (world: World, path: string, protect?: string): Device => {
  const keyFile = new KeyFile({ path, protect, passphrase: openingPassphrase(world) });
  const client = new Client({
    store: keyFile,
    kind: 'cli',
    argon2id,
    // The origin header is a browser's to set; a terminal names the server that it means to speak to.
    openSocket: (url, origin) => new WebSocket(url, { origin, handshakeTimeout: 5_000, maxPayload: MEGABYTE, perMessageDeflate: false }),
  });
  return { client, keyFile };
};

/** The device that is meant: the one named, or the only one. */
export const existingDevice = async (world: World, choice: KeyChoice): Promise<Device> =>
  deviceAt(world, await existingKeyPath(world, choice));

/** A device that joins the server at `origin`, its keys protected as `protect` says. */
export const newDevice = (world: World, choice: KeyChoice, origin: string, protect: string | undefined): Device =>
  deviceAt(world, newKeyPath(world, choice, origin), protect);
