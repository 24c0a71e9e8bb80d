import { Role } from '#libs/contracts/index.js';
import { migrateSharedQueue } from '#libs/platform/bus/index.js';
import { MigrateSettings, parseSettings, SecretFiles } from '#libs/platform/config/index.js';
import { databaseOf, migrate, roleLogin, urlAs, waitForServer, withDatabase } from '#libs/platform/database/index.js';
import type { Environment } from '../commands.js';
import { tellProgress } from '../progress.js';
import { allData } from '../roles.js';
import { fixOrigin } from './origin.js';

const ADMIN_SECRET = 'database-admin';

/**
 * Prepares the database of a split node, and ends: roles, a login for each with the password of its secret file, every
 * feature's tables, the origin. The only step with the rights to do that. Run again it changes what is not as it should
 * be, a password that was exchanged for example; two at once wait for each other.
 */
export const runMigrate = async (environment: Environment, signal: AbortSignal): Promise<void> => {
  const settings = parseSettings(MigrateSettings, environment);
  const secrets = new SecretFiles(settings.MIRROR_SECRETS);
  // All of them before anything is touched.
  const logins = Role.options.map((role) => roleLogin(role, secrets.read(`database-${role}`)));
  const url = urlAs(settings.MIRROR_DATABASE_URL, 'postgres', secrets.read(ADMIN_SECRET));
  const adminUrl = withDatabase(url, 'postgres');
  await waitForServer(
    { url: adminUrl, secret: ADMIN_SECRET },
    { patienceMs: settings.MIRROR_PATIENCE_SECONDS * 1_000, say: tellProgress, signal },
  );
  tellProgress('Preparing the tables …');
  await migrate(adminUrl, await allData(), { logins, database: databaseOf(url), foreign: [migrateSharedQueue] });
  await fixOrigin(url, settings.MIRROR_ORIGIN);
  tellProgress('The database is prepared.');
};
