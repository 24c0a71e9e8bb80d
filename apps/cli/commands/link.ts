import { MirrorError, parseDeviceLink } from '#libs/contracts/index.js';
import { type PendingLink } from '#libs/sdk/index.js';
import { addCommand, type CommonOptions, type Registry, type Run, run } from '../command.js';
import { type Device, newDevice } from '../device-client.js';
import type { Exit } from '../exit-codes.js';
import { clock } from '../moments.js';
import { choosePassphrase } from '../protection.js';

type LinkOptions = CommonOptions & { deviceName?: string; passphrase: boolean };

/** The link that an earlier call was waiting for, as long as it can still be answered. */
const waitingLink = async ({ client, keyFile }: Device): Promise<PendingLink | undefined> => {
  if ((await keyFile.isSealed()) === undefined) return undefined;
  const pending = await client.pendingLink();
  return pending && Date.parse(pending.expires) > Date.now() ? pending : undefined;
};

const show = ({ terminal }: Run, { code, fingerprint, nodeFingerprint, expires }: PendingLink): void => {
  terminal.say(`Type this code on a device that you have: ${code}`, 'strong');
  terminal.say(`It shows the fingerprint of this device. Approve only if it is ${fingerprint}.`);
  terminal.say(`The server's fingerprint is ${nodeFingerprint}; your other device shows the same.`);
  terminal.note(`Waiting for approval until ${clock(expires)}. Ctrl-C stops waiting; the same command takes it up again.`);
};

const wait = async (run: Run, device: Device, pending: PendingLink): Promise<Exit | undefined> => {
  const stop = new AbortController();
  const release = run.world.onInterrupt(() => stop.abort());
  try {
    const me = await pending.waitForApproval(stop.signal);
    const keyFingerprint = await device.client.keyFingerprint();
    run.terminal.say(`Approved. This device belongs to ${me.name} now; its software key is in ${device.keyFile.path}.`);
    run.terminal.say(`The key to your words has the fingerprint ${keyFingerprint}. If your other device shows another one`);
    run.terminal.say('under its devices, write nothing here and remove this device there.');
    run.terminal.document({ state: 'approved', me, keyFile: device.keyFile.path, keys: 'software', keyFingerprint });
    return undefined;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    run.terminal.note('Stopped waiting. Nothing was changed.');
    return 'interrupted';
  } finally {
    release();
    device.client.close();
  }
};

const link = async (run: Run, at: string, options: LinkOptions): Promise<Exit | undefined> => {
  const { world } = run;
  const { origin } = parseDeviceLink(at);
  const earlier = newDevice(world, options, origin, undefined);
  const waiting = await waitingLink(earlier);
  const device = waiting ? earlier : newDevice(world, options, origin, await choosePassphrase(world, options));
  if ((await device.keyFile.isSealed()) !== undefined && (await device.client.device())?.standing.is === 'member') {
    throw new MirrorError('already_enrolled', `${device.keyFile.path} belongs to a device that has joined already.`);
  }
  const deviceName = options.deviceName ?? world.hostname;
  const pending = waiting ?? (await device.client.linkThisDevice({ at, deviceName }));
  const { code, fingerprint, nodeFingerprint, expires } = pending;
  show(run, pending);
  run.terminal.document({ state: 'pending', code, fingerprint, nodeFingerprint, expires });
  return wait(run, device, pending);
};

export const addLink = (registry: Registry): void => {
  addCommand(registry.program, 'link <address>', 'add this device to those that you have')
    .option('--device-name <name>', "what this device is called (default: the machine's name)")
    .option('--no-passphrase', 'keep the key file plain, readable by you alone (mode 600)')
    .action((address: string, options: LinkOptions) => run(registry, options, (run) => link(run, address, options)));
};
