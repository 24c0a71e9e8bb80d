import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { loginName, urlAs, waitForSchema } from '#libs/platform/database/index.js';
import { OperatorServer } from '#libs/platform/health/index.js';
import { installCrashHandlers, Log } from '#libs/platform/log/index.js';
import { startApplication } from '../application.js';
import type { Environment } from '../commands.js';
import { StartFailure } from '../failure.js';
import { tellProgress } from '../progress.js';
import { allData } from '../roles.js';
import type { Stop } from '../stop.js';
import { version } from '../version.js';
import { checkOrigin } from './origin.js';

/** Else all people share the limits of one address: that of the front which nobody spoke of. */
const NO_FRONT =
  'MIRROR_ORIGIN begins with https://, and this process speaks plain http: something must stand before it. Set MIRROR_BEHIND_PROXY=true there, so that limits count the people behind it and not the front.';

/** Starts the roles of this process once their database is there, and returns when they serve. */
export const serve = async (environment: Environment, stop: Stop): Promise<void> => {
  // A data folder is the embedded node's alone.
  const config = new Config({ ...environment, MIRROR_DATA: undefined }, version);
  if (config.roles.includes('gateway') && config.origin.startsWith('https:') && !config.behindProxy) tellProgress(NO_FRONT);
  await waitForDatabase(config, stop.signal);
  const log = new Log(config.logLevel, config.version);
  installCrashHandlers(log);
  const application = await startApplication(config, log);
  stop.before(() => application.close());
  const port = await application
    .get(OperatorServer)
    .listen(config.metricsPort, config.metricsHost)
    .catch((cause: Error) => {
      throw new StartFailure('port', cause.message, { cause });
    });
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
    await checkOrigin(entrance.url, config.origin, { patienceMs: config.patienceMs, signal });
  }
};
