import { toString as drawQr } from 'qrcode';
import type { PersonView } from '#libs/contracts/index.js';
import { addCommand, type CommonOptions, type DeviceRun, type Registry, runAsDevice } from '../command.js';
import { clock, moment } from '../moments.js';

const describe = ({ name, role, state, since, expires, devices }: PersonView): string => {
  if (state === 'invited') return `${name} · invited${expires ? `, until ${clock(expires)}` : ''}`;
  return `${name} · ${role} since ${moment(since)} · ${devices} ${devices === 1 ? 'device' : 'devices'}`;
};

const list = async ({ client, terminal }: DeviceRun): Promise<undefined> => {
  const people = await client.people();
  for (const person of people) terminal.say(describe(person));
  terminal.document({ people });
  return undefined;
};

const add = async ({ client, terminal }: DeviceRun, name: string): Promise<undefined> => {
  const invitation = await client.invite(name);
  terminal.say(`A link for ${invitation.name}, for one use, until ${clock(invitation.expires)}:`);
  terminal.say();
  terminal.say(invitation.link, 'strong');
  terminal.draw(`\n${await drawQr(invitation.link, terminal.styled ? { type: 'terminal', small: true } : { type: 'utf8' })}\n`);
  terminal.say('Whoever opens it becomes this person. Hand it over yourself.');
  terminal.document(invitation);
  return undefined;
};

export const addPeople = (registry: Registry): void => {
  const people = addCommand(registry.program, 'people', 'who is here and who is invited').action((options: CommonOptions) =>
    runAsDevice(registry, options, list),
  );
  addCommand(people, 'add <name>', 'make a link for a further person').action((name: string, _: CommonOptions, command) =>
    runAsDevice(registry, command.optsWithGlobals(), (run) => add(run, name)),
  );
};
