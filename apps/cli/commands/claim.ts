import { MirrorError, parseInvitationLink } from '#libs/contracts/index.js';
import { ask, canAsk } from '../ask.js';
import { addCommand, type CommonOptions, type Registry, type Run, run } from '../command.js';
import { newDevice } from '../device-client.js';
import { choosePassphrase } from '../protection.js';
import { readAll } from '../read-all.js';

type ClaimOptions = CommonOptions & { name?: string; deviceName?: string; passphrase: boolean };

const askName = async ({ world }: Run, known?: string): Promise<string> => {
  if (!canAsk(world)) throw new MirrorError('invalid_request', 'Say your name with --name.');
  const answer = (await ask(world, known ? `Your name [${known}]:` : 'Your name:')).trim();
  return answer || known || '';
};

/** A link on a command line can be read by every account of the machine, for as long as the command runs. */
const linkOf = async ({ world }: Run, given: string): Promise<string> => {
  if (given !== '-') return given;
  return canAsk(world) ? ask(world, 'The link:') : readAll(world.stdin);
};

const claim = async (run: Run, given: string, options: ClaimOptions): Promise<undefined> => {
  const { world, terminal } = run;
  const link = await linkOf(run, given);
  const { origin } = parseInvitationLink(link);
  const keeper = newDevice(world, options, origin, undefined);
  const preview = await keeper.client.lookAtInvitation(link);
  terminal.note(`${preview.origin} answers, with the fingerprint of your link: ${preview.fingerprint}.`);
  const name = options.name ?? (await askName(run, preview.name));
  const protect = await choosePassphrase(world, options);
  const { client, keyFile } = newDevice(world, options, origin, protect);
  const { me, recoveryCode } = await client.enrol({ link, name, deviceName: options.deviceName ?? world.hostname });
  client.close();
  terminal.say(me.role === 'owner' ? `${me.name} owns this server now.` : `${me.name} is a member of this server now.`);
  terminal.say(`This device has a software key in ${keyFile.path}, ${protect ? 'sealed under your passphrase' : 'readable by you alone'}.`);
  terminal.say();
  terminal.say('Recovery code');
  terminal.say(`  ${recoveryCode}`, 'strong');
  terminal.say('Print it or write it down now: it is shown this once and kept nowhere. If you lose every device, only this');
  terminal.say('code opens what you wrote.');
  terminal.document({ me, recoveryCode, keyFile: keyFile.path, keys: 'software', sealed: protect !== undefined });
  return undefined;
};

export const addClaim = (registry: Registry): void => {
  addCommand(registry.program, 'claim <link>', 'become the owner, or a member, with the link that you were given; - asks for it')
    .option('--name <name>', 'your name')
    .option('--device-name <name>', "what this device is called (default: the machine's name)")
    .option('--no-passphrase', 'keep the key file plain, readable by you alone (mode 600)')
    .action((link: string, options: ClaimOptions) => run(registry, options, (run) => claim(run, link, options)));
};
