import { MirrorError, Name } from '#libs/contracts/index.js';
import { type DeviceDescription, type DeviceKeys, generateDeviceKeys } from '#libs/crypto/index.js';
import type { DeviceState } from './device-state.js';
import type { ClientParts } from './parts.js';
import type { Transport } from './transport.js';

/** What joining a node takes, as its first or as a further device. */
export type Joining = {
  parts: ClientParts;
  state: DeviceState;
  transportTo: (origin: string) => Transport;
};

/** A name as the node will read it. It is signed, so it must not change on the way. @throws {MirrorError} `invalid_request` */
export const parseName = (text: string): string => {
  const name = Name.safeParse(text);
  if (!name.success) throw new MirrorError('invalid_request', 'A name has 1 to 80 characters, on one line.');
  return name.data;
};

/** Keys for this kind of device: in a browser no script can carry them off; a terminal's go into its key file. */
export const makeKeys = async ({ kind }: ClientParts, name: string): Promise<{ keys: DeviceKeys; description: DeviceDescription }> => ({
  keys: await generateDeviceKeys({ extractable: kind === 'cli' }),
  description: { name: parseName(name), kind, keys: kind === 'cli' ? 'software' : 'non-extractable' },
});
