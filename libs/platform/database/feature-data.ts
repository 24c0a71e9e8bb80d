import type { EntityTarget, MigrationInterface, ObjectLiteral } from 'typeorm';

/** What a feature brings to the database: a schema of its own, its entities by name, its migrations in order. */
export type FeatureData = {
  readonly schema: string;
  readonly entities: readonly EntityTarget<ObjectLiteral>[];
  readonly migrations: readonly (new () => MigrationInterface)[];
};
