import { MirrorError } from '#libs/contracts/index.js';
import type { LinkApproval } from '#libs/sdk/index.js';
import { ask, canAsk } from '../ask.js';
import { addCommand, type CommonOptions, type DeviceRun, type Registry, runAsDevice } from '../command.js';

type ApproveOptions = CommonOptions & { fingerprint?: string; refuse?: boolean };

const letters = (fingerprint: string): string => fingerprint.replace(/[\s:-]/g, '').toUpperCase();

/** A person compares, here or when they wrote the option; the node can't do it for them. */
const isTheSame = async ({ world }: DeviceRun, link: LinkApproval, given?: string): Promise<boolean> => {
  if (given !== undefined) return letters(given) === letters(link.fingerprint);
  if (!canAsk(world)) throw new MirrorError('invalid_request', 'Say with --fingerprint which one the new device shows.');
  return /^y(es)?$/i.test((await ask(world, 'Does the new device show the same fingerprint? [y/N]')).trim());
};

const approve = async (run: DeviceRun, code: string, options: ApproveOptions): Promise<undefined> => {
  const { client, terminal } = run;
  const link = await client.approveLink(code);
  const { name } = link.device;
  const about = { device: link.device.device, name, fingerprint: link.fingerprint };
  terminal.note(`"${name}" (${link.device.kind}, ${link.device.keys} keys) asks to be one of your devices.`);
  terminal.note(`Its fingerprint: ${link.fingerprint}`, 'strong');
  if (options.refuse) {
    await link.refuse();
    terminal.say(`Refused. "${name}" opens nothing.`);
    terminal.document({ answer: 'refused', ...about });
    return undefined;
  }
  if (!(await isTheSame(run, link, options.fingerprint))) {
    throw new MirrorError('forbidden', 'The fingerprints differ or were not compared, so nothing was approved. Refuse it with --refuse.');
  }
  await link.approve();
  const keyFingerprint = await client.keyFingerprint();
  terminal.say(`Approved. "${name}" opens your words from now on.`);
  terminal.say(`It shows that the key to them has the fingerprint ${keyFingerprint}. If it shows another one, remove it.`);
  terminal.document({ answer: 'approved', ...about, keyFingerprint });
  return undefined;
};

export const addApprove = (registry: Registry): void => {
  addCommand(registry.program, 'approve <code>', 'let a further device of yours in, after comparing fingerprints')
    .option('--fingerprint <letters>', 'what the new device shows; approves without a question if it is the same')
    .option('--refuse', 'refuse it instead')
    .action((code: string, options: ApproveOptions) => runAsDevice(registry, options, (run) => approve(run, code, options)));
};
