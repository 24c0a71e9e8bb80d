/**
 * Owns the way to PostgreSQL: one pool as the login role `mirror_node`, units of work that take a service role's rights
 * and one member's rows, and the migrate step that makes roles, database and schemas. What lies in a schema belongs to
 * its feature, which brings it as `FeatureData`.
 */

export { openDataSource } from './data-source.js';
export { DatabaseModule } from './database.module.js';
export type { DatabaseRole } from './domain/roles.js';
export type { FeatureData } from './feature-data.js';
export { type ForeignMigration, type MigrateOptions, migrate } from './migrate.js';
export { findSchemaDrift } from './schema-drift.js';
export { type SchemaState, schemaIsCurrent } from './schema-state.js';
export { type Transaction, UnitOfWork, type WorkAs } from './unit-of-work.js';
