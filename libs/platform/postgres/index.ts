/**
 * Owns the embedded PostgreSQL: the binaries from npm, the cluster in the node's data folder, the one server that runs
 * on it, and the lock that lets only one node have that folder. The server listens on a socket in a private folder and
 * nowhere else. What runs inside it (roles, schemas, transactions) belongs to `libs/platform/database`.
 */

export { EmbeddedPostgres, type EmbeddedPostgresOptions, type PostgresState } from './embedded-postgres.js';
export { FolderLock } from './folder-lock.js';
export type { DataFolders } from './folders.js';
export { urlOfRunning } from './running-url.js';
