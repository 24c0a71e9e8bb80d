import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartFailure } from '../failure.js';
import { type Address, parseOrigin, type Tls } from './origin.js';

/**
 * What the administrator says when a node's secrets are made. Without an origin the one of the folder's `.env` holds.
 * `secrets`: where they lie, if that was said. `newSecrets`: no data needs the ones that are lost.
 */
export type InitOptions = { folder: string; secrets?: string; newSecrets: boolean; address?: Address; tls?: Tls };

const usage = 'Usage: scripts/compose-init --origin https://mirror.example.org [--tls automatic|own] [--new-secrets]';
const options = {
  folder: { type: 'string' },
  secrets: { type: 'string' },
  'new-secrets': { type: 'boolean', default: false },
  origin: { type: 'string' },
  tls: { type: 'string' },
} as const;

/** @throws StartFailure with one sentence and the usage */
export const parseInit = (argv: string[]): InitOptions => {
  const { folder, secrets, 'new-secrets': newSecrets, origin, tls } = parse(argv);
  if (!folder) throw new StartFailure('usage', 'Say with --folder where the secrets and .env are to lie.');
  if (tls !== undefined && tls !== 'automatic' && tls !== 'own')
    throw new StartFailure(
      'usage',
      `--tls is "automatic" (a public authority certifies the name) or "own" (the node's own does). ${usage}`,
    );
  return {
    folder: resolve(folder),
    newSecrets,
    ...(secrets ? { secrets } : {}),
    ...(origin ? { address: addressOf(origin) } : {}),
    ...(tls ? { tls } : {}),
  };
};

const addressOf = (origin: string): Address => {
  try {
    return parseOrigin(origin);
  } catch (error) {
    throw new StartFailure('usage', `${(error as Error).message} ${usage}`);
  }
};

const parse = (argv: string[]) => {
  try {
    return parseArgs({ args: argv, options }).values;
  } catch (cause) {
    throw new StartFailure('usage', `${(cause as Error).message.split('. ')[0]}. ${usage}`);
  }
};
