import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Deliveries } from '#libs/platform/bus/index.js';
import { defaultDataFolder } from '#libs/platform/config/default-data-folder.js';
import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { loginName, openDataSource, UnitOfWork, urlAs } from '#libs/platform/database/index.js';
import { urlOfRunning } from '#libs/platform/postgres/index.js';
import type { Environment } from '../commands.js';
import { StartFailure } from '../failure.js';
import { version } from '../version.js';
import { type EventsOptions, parseEvents } from './options.js';

/**
 * Shows the events that were given up, or has them tried again, beside the node that runs. With the rights of the relay
 * alone: it sees names and ids of events, and can't read or change anything else.
 */
export const events = async (argv: string[], environment: Environment): Promise<void> => {
  const { data, ...options } = parseEvents(argv);
  const source = await openDataSource(await urlFor(data, environment), [], 2);
  try {
    for (const line of await done(new Deliveries(new UnitOfWork(source)), options)) process.stdout.write(`${line}\n`);
  } finally {
    await source.destroy();
  }
};

const urlFor = async (data: string | undefined, environment: Environment): Promise<string> => {
  if (data === undefined && environment.MIRROR_REDIS_URL) {
    const { databaseUrl, secretsFolder, roles } = new Config({ ...environment, MIRROR_DATA: undefined }, version);
    const [role = 'gateway'] = roles;
    return urlAs(databaseUrl, loginName(role), new SecretFiles(secretsFolder).read(`database-${role}`));
  }
  const folder = resolve(
    environment.MIRROR_STARTED_FROM ?? process.cwd(),
    data ?? environment.MIRROR_DATA ?? defaultDataFolder(environment),
  );
  if (!existsSync(join(folder, 'secrets', 'database-node')))
    throw new StartFailure(
      'data',
      `${folder} is not the data folder of a node, or can't be looked into by this account. Name it with --data.`,
    );
  return urlOfRunning(folder);
};

const done = async (deliveries: Deliveries, options: EventsOptions): Promise<string[]> => {
  if (options.action === 'release') {
    const count = await deliveries.release(options.event);
    if (count === 0) return ['Nothing waits for a person under this name.'];
    return [`Released: ${count}. Within seconds the node tries again; what fails again is given up again.`];
  }
  const parked = await deliveries.parked();
  if (parked.length === 0) return ['No event waits for a person.'];
  return parked.map(
    ({ event, name, subscriber, error, attempts, parkedAt }) =>
      `${event}  ${name} for ${subscriber}: ${error} after ${attempts} tries, ${parkedAt.toISOString()}`,
  );
};
