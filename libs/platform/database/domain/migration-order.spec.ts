import { describe, expect, it } from '@jest/globals';
import type { MigrationInterface } from 'typeorm';
import { compareSchema } from '../schema-state.js';
import { orderMigrations } from './migration-order.js';

const step = (name: string): (new () => MigrationInterface) =>
  ({
    [name]: class implements MigrationInterface {
      async up() {}
      async down() {}
    },
  })[name] as new () => MigrationInterface;
const feature = (schema: string, ...names: string[]) => ({ schema, entities: [], migrations: names.map(step) });

const bus = feature('bus', 'Outbox1790000000001', 'Parked1790000500000');
const vault = feature('vault', 'Keys1790000200000');

describe('the order of migrations', () => {
  it('is that of their times, across features', () => {
    expect(orderMigrations([vault, bus]).map(({ name }) => name)).toEqual([
      'Outbox1790000000001',
      'Keys1790000200000',
      'Parked1790000500000',
    ]);
  });

  it('refuses a name without a time, and a name twice', () => {
    expect(() => orderMigrations([feature('gate', 'Rules')])).toThrow('does not end in a time');
    expect(() => orderMigrations([bus, bus])).toThrow('the same name');
  });
});

describe('how a database stands to the code', () => {
  const steps = orderMigrations([bus, vault]);
  const all = steps.map(({ name }) => name);

  it('is current with all steps, older without some', () => {
    expect(compareSchema(all, steps)).toEqual({ state: 'current' });
    expect(compareSchema(all.slice(1), steps)).toEqual({ state: 'older', missing: ['Outbox1790000000001'] });
    expect(compareSchema([], steps)).toMatchObject({ state: 'older' });
  });

  it('is newer with a step that the code does not know, even where others are missing', () => {
    expect(compareSchema(['Later1790000900000'], steps)).toEqual({
      state: 'newer',
      sentence: expect.stringContaining('Later1790000900000'),
    });
  });
});
