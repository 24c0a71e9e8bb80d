import { tmpdir } from 'node:os';
import { expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Config } from '#libs/platform/config/index.js';
import { DiskSpace, Health, HealthModule, Metrics, OperatorServer } from './index.js';

const start = async (settings: Record<string, string>) => {
  @Global()
  @Module({ providers: [{ provide: Config, useValue: new Config(settings, '1.0.0') }], exports: [Config] })
  class Ground {}

  const module = await Test.createTestingModule({ imports: [Ground, HealthModule] }).compile();
  await module.init();
  return module;
};

it('brings the disk as its first part, and its room as a metric', async () => {
  const settings = { MIRROR_DATA: tmpdir(), MIRROR_SECRETS: tmpdir(), MIRROR_ORIGIN: 'http://localhost:8080', MIRROR_DATABASE_URL: 'x' };
  const module = await start(settings);
  expect(await module.get(Health).readiness()).toEqual({ ready: true, parts: [{ part: 'disk', ready: true }] });
  expect(await module.get(Metrics).render()).toMatch(/^mirror_disk_free_bytes \d+/m);
  const port = await module.get(OperatorServer).listen(0);
  await module.close();
  await expect(fetch(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
});

it('has no part for a disk in a process that has no folder, and takes what comes', async () => {
  const module = await start({
    MIRROR_SECRETS: tmpdir(),
    MIRROR_ORIGIN: 'http://localhost:8080',
    MIRROR_DATABASE_URL: 'postgres://localhost/mirrorstead',
    MIRROR_REDIS_URL: 'redis://localhost',
  });
  expect(await module.get(Health).readiness()).toEqual({ ready: true, parts: [] });
  await expect(module.get(DiskSpace).ensure()).resolves.toBeUndefined();
  expect(await module.get(Metrics).render()).not.toContain('mirror_disk_free_bytes');
  await module.close();
});
