import { Command, CommanderError } from 'commander';
import type { Registry } from './command.js';
import { addAgain } from './commands/again.js';
import { addApprove } from './commands/approve.js';
import { addClaim } from './commands/claim.js';
import { addDevices } from './commands/devices.js';
import { addDoctor } from './commands/doctor.js';
import { addHistory } from './commands/history.js';
import { addLink } from './commands/link.js';
import { addLock, addUnlock } from './commands/lock.js';
import { addPeople } from './commands/people.js';
import { addReflect } from './commands/reflect.js';
import { addStatus } from './commands/status.js';
import { exits, exitTable } from './exit-codes.js';
import type { World } from './world.js';

const commands = [
  addClaim,
  addLink,
  addApprove,
  addReflect,
  addAgain,
  addHistory,
  addStatus,
  addDevices,
  addPeople,
  addUnlock,
  addLock,
  addDoctor,
];

const build = (world: World, end: (code: number) => void): Command => {
  const program = new Command('mirrorctl')
    .description('Mirrorstead in the terminal: a device of its own, with its own keys.')
    .addHelpText('after', `\n${exitTable()}`)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => world.stdout.write(text), writeErr: (text) => world.stderr.write(text) });
  const registry: Registry = { program, world, end };
  for (const add of commands) add(registry);
  return program;
};

/** Runs one command line. Gives the exit code; ends no process. */
export const runProgram = async (words: readonly string[], world: World): Promise<number> => {
  let code: number = exits.unexpected[0];
  const program = build(world, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? exits.ok[0] : exits.usage[0];
  }
};
