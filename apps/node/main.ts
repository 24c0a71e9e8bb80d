import 'reflect-metadata';
import { tell } from './embedded/failure.js';
import { parseStart } from './embedded/options.js';

/**
 * The server. `start` is the whole node in this process on embedded defaults; what a process runs, roles.ts says.
 */
const main = async (): Promise<void> => {
  const options = parseStart(process.argv.slice(2), process.env);
  const { startEmbedded } = await import('./embedded/start.js');
  await startEmbedded(options);
};

main().catch((error: unknown) => {
  // Whatever was begun must not keep a node alive that said that it can't start.
  process.exit(tell(error));
});
