import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Invitations } from '#libs/access/index.js';
import { reflectionCalls } from '#libs/contracts/index.js';
import { Bus, migrateQueue } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { migrate } from '#libs/platform/database/index.js';
import { Health, OperatorServer } from '#libs/platform/health/index.js';
import { createHttpApplication } from '#libs/platform/http/index.js';
import { type Log, NestLog } from '#libs/platform/log/index.js';
import { EmbeddedPostgres } from '#libs/platform/postgres/index.js';
import { openRootKey } from '#libs/vault/index.js';
import { processModule } from '../process.module.js';
import { allData } from '../roles.js';
import { DataFolder } from './data-folder.js';
import { openLog } from './log-file.js';
import { LOOPBACK, listenOnSecond } from './loopback.js';
import type { StartOptions } from './options.js';
import { freePort } from './port.js';
import { progress, renderStarted } from './screen.js';
import { stopOnSignals } from './stop.js';

const { version } = createRequire(import.meta.url)('../../../../package.json') as { version: string };
const appFolder = fileURLToPath(new URL('../../../device', import.meta.url));

/** Loopback alone: other devices need TLS, and a name. */
const [HOST] = LOOPBACK;

/**
 * The whole node in this process: its folder, its PostgreSQL, its tables, its roles, then its door. Nothing listens
 * before everything behind it is there.
 */
export const startEmbedded = async (options: StartOptions): Promise<void> => {
  const origin = `http://localhost:${options.port}`;
  const folder = new DataFolder(options.dataFolder);
  folder.check(origin, version);
  await freePort(options.port);
  progress(folder.hasData ? 'Starting the database …' : 'Making the database (some seconds, once) …');
  // Before the first byte of a database: a start that is killed in between must not leave data without its key.
  await openRootKey(folder.secrets, { existingData: folder.hasData });
  let log: Log | undefined;
  const postgres = await EmbeddedPostgres.start({
    dataFolder: folder.path,
    onState: ({ status }) => log?.warn('database_state', { state: status }),
  });
  const stop = stopOnSignals(() => postgres.stop());
  try {
    folder.write(origin, version);
    progress('Preparing its tables …');
    await migrate(postgres.adminUrl, await allData(), { nodePassword: postgres.nodePassword, foreign: [migrateQueue] });
    const config = configOf(options, origin, folder, postgres);
    log = openLog(folder.path, config);
    progress('Starting …');
    const application = await runProcess(config, log, postgres);
    stop.before(() => application.close());
    stop.before(await listenOnSecond(application.getHttpServer(), config.port));
    await announce(application, config);
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
      ROLES: undefined,
    },
    version,
  );

const runProcess = async (config: Config, log: Log, postgres: EmbeddedPostgres): Promise<NestFastifyApplication> => {
  const application = await createHttpApplication(await processModule(config, log), {
    staticFolder: appFolder,
    logger: new NestLog(log),
    origin: config.origin,
    onInternal: (error) => log.error('request_failed', error),
  });
  application.get(Health).register('database', async () => {
    const { status, detail } = postgres.state;
    return { ready: status === 'running', ...(detail ? { detail } : {}) };
  });
  await application.listen(config.port, config.host);
  return application;
};

const announce = async (application: NestFastifyApplication, config: Config): Promise<void> => {
  const operatorPort = await application.get(OperatorServer).listen(config.metricsPort);
  const claim = await application.get(Invitations, { strict: false }).ensureOwnerInvitation();
  const engine = await application.get(Bus).for('gateway').call(reflectionCalls.engine, {});
  process.stdout.write(await renderStarted({ origin: config.origin, dataFolder: config.dataFolder, engine, claim, operatorPort }));
};
