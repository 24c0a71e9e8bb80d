/**
 * Owns the way to PostgreSQL: one pool as the login role `mirror_node`, or in a split node one per role as that role's own
 * login; units of work that take a service role's rights and one member's rows; and the migrate step that makes roles,
 * database and schemas. What lies in a schema belongs to its feature, which brings it as `FeatureData`.
 */

export { databaseOf, urlAs, withDatabase } from './address.js';
export { openDataSource } from './data-source.js';
export { DatabaseModule } from './database.module.js';
export { type DatabaseFacts, databaseFacts } from './database-facts.js';
export { type DatabaseRole, type Login, loginName, nodeLogin, roleLogin } from './domain/roles.js';
export type { FeatureData } from './feature-data.js';
export { type ForeignMigration, type MigrateOptions, migrate } from './migrate.js';
export { Pools } from './pools.js';
export { findSchemaDrift } from './schema-drift.js';
export { NewerSchema, type SchemaState } from './schema-state.js';
export { withSession } from './session.js';
export { type Transaction, UnitOfWork, type WorkAs } from './unit-of-work.js';
export { DatabaseRefusal, type Patience } from './wait.js';
export { type Entrance, schemaIsCurrent, waitForSchema, waitForServer } from './wait-for-schema.js';
