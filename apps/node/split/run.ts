import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { loginName, urlAs, waitForSchema } from '#libs/platform/database/index.js';
import { OperatorServer } from '#libs/platform/health/index.js';
import { installCrashHandlers, Log } from '#libs/platform/log/index.js';
import { startApplication } from '../application.js';
import type { Environment } from '../commands.js';
import { StartFailure } from '../failure.js';
import { tellProgress } from '../progress.js';
import { allData } from '../roles.js';
import { type Stop, stopOnSignals } from '../stop.js';
import { version } from '../version.js';
import { checkMemory, memoryLimit } from './memory.js';
import { runMigrate } from './migrate.js';
import { checkOrigin } from './origin.js';

/** Docker gives 10 s before it kills. */
const PATIENCE_MS = 9_000;

/** A process of a split node: the roles that the environment names, or the one-shot that prepares their database. */
export const run = async (argv: string[], environment: Environment): Promise<void> => {
  if (argv.length > 0)
    throw new StartFailure('usage', `"${argv.join(' ')}" means nothing here: run is told everything by the environment.`);
  const stop = stopOnSignals(PATIENCE_MS);
  if (environment.ROLES === 'migrate') {
    await runMigrate(environment, stop.signal);
    process.exit(0);
  }
  try {
    // A data folder is the embedded node's alone.
    await serve(new Config({ ...environment, MIRROR_DATA: undefined }, version), stop);
  } catch (error) {
    // Whoever was asked to stop meanwhile goes that way; what the start failed with is no news then.
    if (stop.signal.aborted) return;
    await stop.now();
    throw error;
  }
};

const serve = async (config: Config, stop: Stop): Promise<void> => {
  const little = checkMemory(config.roles, memoryLimit());
  if (little) tellProgress(little);
  await waitForDatabase(config, stop.signal);
  const log = new Log(config.logLevel, config.version);
  installCrashHandlers(log);
  const application = await startApplication(config, log);
  stop.before(() => application.close());
  const port = await application.get(OperatorServer).listen(config.metricsPort, config.metricsHost);
  log.info('node_started', { port, role: config.roles.join('.') });
};

/** Each role by its own login: a role whose secret is wrong is named, before anything of this process is there. */
const waitForDatabase = async (config: Config, signal: AbortSignal): Promise<void> => {
  const secrets = new SecretFiles(config.secretsFolder);
  const features = await allData();
  const entrances = config.roles.map((role) => {
    const secret = `database-${role}`;
    return { url: urlAs(config.databaseUrl, loginName(role), secrets.read(secret)), secret };
  });
  for (const entrance of entrances) {
    await waitForSchema(entrance, features, { patienceMs: config.patienceMs, say: tellProgress, signal });
    await checkOrigin(entrance.url, config.origin);
  }
};
