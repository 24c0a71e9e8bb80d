import { DataSource } from 'typeorm';
import type { FeatureData } from './feature-data.js';

/**
 * Where entities and migrations disagree: the statements that TypeORM would run to make a database that the migrations
 * made fit the entities. Empty where they agree.
 * @param adminUrl of a role that can read the catalog, on the migrated database.
 */
export const findSchemaDrift = async (adminUrl: string, features: readonly FeatureData[]): Promise<string[]> => {
  const source = new DataSource({
    type: 'postgres',
    url: adminUrl,
    entities: features.flatMap((feature) => [...feature.entities]) as never[],
    installExtensions: false,
    poolSize: 1,
  });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await source.destroy();
  }
};
