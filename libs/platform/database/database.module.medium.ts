import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Config, SecretFiles } from '#libs/platform/config/index.js';
import { diary } from '#libs/testing/diary.js';
import { type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { DatabaseModule, UnitOfWork } from './index.js';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase([diary]);
});
afterAll(() => database.close());

it('gives a process one pool, open before its modules start and closed after they stopped', async () => {
  const settings = { MIRROR_DATA: '/tmp', MIRROR_SECRETS: '/tmp', MIRROR_ORIGIN: 'http://localhost:8080' };
  const config = new Config({ ...settings, MIRROR_DATABASE_URL: database.nodeUrl }, '1.0.0');
  const providers = [
    { provide: Config, useValue: config },
    { provide: SecretFiles, useValue: new SecretFiles('/tmp') },
  ];
  @Global()
  @Module({ providers, exports: providers })
  class Ground {}

  const module = await Test.createTestingModule({ imports: [Ground, DatabaseModule.for([diary])] }).compile();
  await module.init();
  const units = module.get(UnitOfWork);
  const one = () => units.run({ role: 'vault' }, ({ query }) => query('select 1 as one'));
  expect(await one()).toEqual([{ one: 1 }]);
  await module.close();
  await expect(one()).rejects.toThrow('Driver not Connected');
});
