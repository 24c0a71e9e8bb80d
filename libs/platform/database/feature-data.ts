import type { MigrationInterface } from 'typeorm';

/** What a feature brings to the database: a schema of its own, its entities by name, its migrations in order. */
export type FeatureData = {
  readonly schema: string;
  // biome-ignore lint/complexity/noBannedTypes: TypeORM's own type of an entity target
  readonly entities: readonly Function[];
  readonly migrations: readonly (new () => MigrationInterface)[];
};
