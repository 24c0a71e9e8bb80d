import { MirrorError } from '#libs/contracts/index.js';
import { type BusOptions, inProcess, postgresQueues } from '#libs/platform/bus/index.js';
import { type Config, SecretFailure, SecretFiles } from '#libs/platform/config/index.js';

/** Docker kills after 10 s, and the rest of the process has to end too. */
const DRAIN_MS = 7_000;

/** What carries the bus of a process: its own memory and PostgreSQL in the embedded node, Redis between processes. */
export const carriedBus = async (config: Config): Promise<Pick<BusOptions, 'adapter' | 'timing'>> => {
  const { redisUrl: url, databaseUrl, secretsFolder, version, patienceMs } = config;
  if (url === undefined) return { adapter: inProcess({ queues: postgresQueues(databaseUrl) }) };
  const { overRedis, readBusKeys } = await import('#libs/platform/bus/redis/index.js');
  const secrets = new SecretFiles(secretsFolder);
  const roles = config.roles.map((role) => ({
    role,
    password: secrets.read(`redis-${role}`),
    keys: asSecrets(() => readBusKeys(role, secrets.read(`bus-${role}`), secrets.read('bus-directory'))),
  }));
  return { adapter: overRedis({ url, version, roles, patienceMs }), timing: { drainMs: DRAIN_MS } };
};

/** A secret that is there and is not the right one, is for whoever starts a process the same trouble as a missing one. */
const asSecrets = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof MirrorError) throw new SecretFailure(error.message, { cause: error });
    throw error;
  }
};
