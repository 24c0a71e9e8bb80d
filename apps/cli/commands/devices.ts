import { type DeviceView, MirrorError } from '#libs/contracts/index.js';
import { addCommand, type CommonOptions, type DeviceRun, type Registry, runAsDevice } from '../command.js';
import { moment } from '../moments.js';

type RemoveOptions = CommonOptions & { yes?: boolean };

const describe = (device: DeviceView): string[] => {
  const seen = device.lastSeenAt ? `, last seen ${moment(device.lastSeenAt)}` : '';
  const since = device.removedAt ? `removed ${moment(device.removedAt)}` : `since ${moment(device.addedAt)}${seen}`;
  const keys = device.keys === 'software' ? 'software key' : 'key that cannot leave it';
  return [`${device.name}${device.current ? ' (this device)' : ''}`, `  ${since} · ${keys} · ${device.fingerprint}`, `  ${device.device}`];
};

const list = async ({ client, terminal }: DeviceRun): Promise<undefined> => {
  const { devices, chain } = await client.devices();
  const count = chain.devices.length;
  terminal.say(`${count} ${count === 1 ? 'device opens' : 'devices open'} your words. The signed list verifies.`);
  for (const device of devices) {
    const [name, ...about] = describe(device);
    terminal.say();
    terminal.say(name);
    for (const line of about) terminal.say(line);
  }
  const keyFingerprint = await client.keyFingerprint();
  terminal.say();
  terminal.say(`The key to your words: ${keyFingerprint}. Each of your devices shows the same.`);
  terminal.document({ verified: true, devices, keyFingerprint });
  return undefined;
};

/** By its whole id, or by a part of it or a name that only one device has. */
const find = (devices: readonly DeviceView[], wanted: string): DeviceView => {
  const present = devices.filter(({ removedAt }) => removedAt === undefined);
  const found = present.filter(
    ({ device, name }) => device === wanted || name === wanted || (wanted.length >= 8 && device.endsWith(wanted)),
  );
  const [only] = found;
  if (only && found.length === 1) return only;
  if (only) throw new MirrorError('invalid_request', 'Several of your devices fit that. Give the whole id.');
  throw new MirrorError('not_found', 'None of your devices has this id or name.');
};

const remove = async ({ client, terminal }: DeviceRun, wanted: string, { yes }: RemoveOptions): Promise<undefined> => {
  const device = find((await client.devices()).devices, wanted);
  if (device.current && !yes) {
    throw new MirrorError('invalid_request', 'That is this device: it would open nothing any more. If you mean it, add --yes.');
  }
  await client.removeDevice(device.device);
  if (device.current) await client.forget();
  terminal.say(`"${device.name}" was removed and opens nothing any more.${device.current ? ' Its key file is gone.' : ''}`);
  terminal.document({ removed: device.device, name: device.name });
  return undefined;
};

export const addDevices = (registry: Registry): void => {
  const devices = addCommand(registry.program, 'devices', 'your devices, from the list that they signed').action((options: CommonOptions) =>
    runAsDevice(registry, options, list),
  );
  addCommand(devices, 'remove <device>', 'remove one of them: by its id, the end of it, or its name')
    .option('--yes', 'also if it is this device')
    .action((wanted: string, _: RemoveOptions, command) => {
      const options: RemoveOptions = command.optsWithGlobals();
      return runAsDevice(registry, options, (run) => remove(run, wanted, options));
    });
};
