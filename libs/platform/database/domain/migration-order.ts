import type { MigrationInterface } from 'typeorm';
import type { FeatureData } from '../feature-data.js';

/** One step of one feature. `at` is the 13-digit time in its name, which orders the steps of all features. */
export type MigrationStep = { feature: string; name: string; at: number; migration: new () => MigrationInterface };

/** Every feature's steps in the order they run in. */
export const orderMigrations = (features: readonly FeatureData[]): MigrationStep[] => {
  const steps = features.flatMap((feature) => feature.migrations.map((migration) => stepOf(feature.schema, migration)));
  const names = new Set(steps.map((step) => step.name));
  if (names.size !== steps.length) throw new TypeError('two migrations have the same name');
  return steps.sort((one, other) => one.at - other.at || (one.name < other.name ? -1 : 1));
};

const stepOf = (feature: string, migration: new () => MigrationInterface): MigrationStep => {
  const { name } = migration;
  const at = Number(/[A-Za-z](\d{13})$/.exec(name)?.[1]);
  if (Number.isNaN(at)) throw new TypeError(`the migration ${name} of ${feature} does not end in a time of 13 digits`);
  return { feature, name, at, migration };
};
