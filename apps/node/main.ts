import 'reflect-metadata';
import { tell } from './embedded/failure.js';
import { parseStart } from './embedded/options.js';

type Command = (argv: string[]) => Promise<void>;

/** What the binary does, by its first word; each is loaded only where it is asked for. */
const commands: Record<string, Command> = {
  init: async (argv) => (await import('./init/init.js')).init(argv),
};

/** The whole node in this process on embedded defaults: what is done where no other word is said. */
const start: Command = async (argv) => {
  const options = parseStart(argv, process.env);
  const { startEmbedded } = await import('./embedded/start.js');
  await startEmbedded(options);
};

const main = async (): Promise<void> => {
  const [word = '', ...rest] = process.argv.slice(2);
  const command = commands[word];
  await (command ? command(rest) : start(process.argv.slice(2)));
};

main().catch((error: unknown) => {
  // Whatever was begun must not keep a node alive that said that it can't start.
  process.exit(tell(error));
});
