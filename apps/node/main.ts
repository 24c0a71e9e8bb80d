import 'reflect-metadata';
import { commandOf } from './commands.js';
import { tell } from './failure.js';

/**
 * The server. `start` is the whole node in this process on embedded defaults; `run` is a process of a split node, with
 * the roles that the environment names. What a role is made of, roles.ts says.
 */
const main = async (): Promise<void> => commandOf(process.argv.slice(2), process.env)();

main().catch((error: unknown) => {
  // Whatever was begun must not keep a node alive that said that it can't start.
  process.exit(tell(error));
});
