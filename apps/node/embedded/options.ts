import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '#libs/platform/config/default-data-folder.js';
import { StartFailure } from '../failure.js';

/** What the person who starts a node may say. */
export type StartOptions = { port: number; dataFolder: string; environment: Record<string, string | undefined> };

const usage = 'Usage: scripts/start [--port 8080] [--data DIR]';

/** @param argv what stands after the command. */
export const parseStart = (argv: string[], environment: Record<string, string | undefined>): StartOptions => {
  const { values, positionals } = parse(argv);
  if (positionals.length > 0) throw new StartFailure('usage', `"${positionals.join(' ')}" means nothing here. ${usage}`);
  const port = Number(values.port ?? environment.MIRROR_PORT ?? 8080);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new StartFailure('usage', `A port is a number from 1 to 65535. ${usage}`);
  // A relative folder is meant from where the script was called, not from where the project lies.
  const from = environment.MIRROR_STARTED_FROM ?? process.cwd();
  const asked = values.data ?? environment.MIRROR_DATA;
  return { port, dataFolder: asked ? resolve(from, asked) : defaultDataFolder(environment), environment };
};

const parse = (argv: string[]) => {
  try {
    return parseArgs({ args: argv, allowPositionals: true, options: { port: { type: 'string' }, data: { type: 'string' } } });
  } catch (cause) {
    throw new StartFailure('usage', `${cause instanceof Error ? cause.message.split('. ')[0] : 'An option is not known'}. ${usage}`);
  }
};
