import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Invitations } from '#libs/access/index.js';
import { reflectionCalls } from '#libs/contracts/index.js';
import { Bus, migrateQueue } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { migrate, nodeLogin } from '#libs/platform/database/index.js';
import { Health, OperatorServer } from '#libs/platform/health/index.js';
import type { Log } from '#libs/platform/log/index.js';
import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
import { openRootKey } from '#libs/vault/index.js';
import { startHttp } from '../application.js';
import type { Environment } from '../commands.js';
import { tellProgress } from '../progress.js';
import { allData } from '../roles.js';
import { stopOnSignals } from '../stop.js';
import { version } from '../version.js';
import { DataFolder } from './data-folder.js';
import { openLog } from './log-file.js';
import { LOOPBACK, listenOnSecond } from './loopback.js';
import { noteOperatorPort } from './operator-file.js';
import { parseStart, type StartOptions } from './options.js';
import { freePort } from './port.js';
import { renderStarted } from './screen.js';

/** How long everything may take to end. */
const PATIENCE_MS = 15_000;

/** Loopback alone: other devices need TLS, and a name. */
const [HOST] = LOOPBACK;

/**
 * The whole node in this process: its folder, its PostgreSQL, its tables, its roles, then its door. Nothing listens
 * before everything behind it is there.
 */
export const start = async (argv: string[], environment: Environment): Promise<void> => {
  const options = parseStart(argv, environment);
  const origin = `http://localhost:${options.port}`;
  const folder = new DataFolder(options.dataFolder);
  folder.check(origin, version);
  await freePort(options.port);
  tellProgress(folder.hasData ? 'Starting the database …' : 'Making the database (some seconds, once) …');
  // Before the first byte of a database: a start that is killed in between must not leave data without its key.
  await openRootKey(folder.secrets, { existingData: folder.hasData });
  let log: Log | undefined;
  const postgres = await EmbeddedPostgres.start({
    dataFolder: folder.path,
    onState: ({ status }) => log?.warn('database_state', { state: status }),
  });
  const stop = stopOnSignals(PATIENCE_MS);
  stop.before(() => postgres.stop());
  try {
    folder.write(origin, version);
    tellProgress('Preparing its tables …');
    await migrate(postgres.adminUrl, await allData(), { logins: [nodeLogin(postgres.nodePassword)], foreign: [migrateQueue] });
    const config = configOf(options, origin, folder, postgres);
    log = openLog(folder.path, config);
    tellProgress('Starting …');
    const application = await runProcess(config, log, postgres);
    stop.before(() => application.close());
    stop.before(await listenOnSecond(application.getHttpServer(), config.port));
    const operatorPort = await application.get(OperatorServer).listen(config.metricsPort);
    stop.before(noteOperatorPort(folder.path, operatorPort));
    await announce(application, config, folder.path, operatorPort);
    log.info('node_started', { port: config.port });
  } catch (error) {
    await stop.now();
    throw error;
  }
};

const configOf = ({ environment, port }: StartOptions, origin: string, folder: DataFolder, postgres: EmbeddedPostgres): Config =>
  new Config(
    {
      ...environment,
      MIRROR_DATA: folder.path,
      MIRROR_SECRETS: folder.secrets,
      MIRROR_ORIGIN: origin,
      MIRROR_HOST: HOST,
      MIRROR_PORT: String(port),
      MIRROR_DATABASE_URL: postgres.nodeUrl,
      MIRROR_REDIS_URL: undefined,
    },
    version,
  );

const runProcess = async (config: Config, log: Log, postgres: EmbeddedPostgres): Promise<NestFastifyApplication> => {
  const application = await startHttp(config, log);
  application.get(Health).register('database', async () => {
    const { status, detail } = postgres.state;
    return { ready: status === 'running', ...(detail ? { detail } : {}) };
  });
  return application;
};

const announce = async (application: NestFastifyApplication, config: Config, dataFolder: string, operatorPort: number): Promise<void> => {
  const claim = await application.get(Invitations, { strict: false }).ensureOwnerInvitation();
  const engine = await application.get(Bus).for('gateway').call(reflectionCalls.engine, {});
  process.stdout.write(await renderStarted({ origin: config.origin, dataFolder, engine, claim, operatorPort }));
};
