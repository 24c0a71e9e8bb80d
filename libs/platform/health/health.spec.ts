import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MirrorError, ProcessReport, Readiness } from '#libs/contracts/index.js';
import { DiskSpace, Health, Metrics, OperatorServer } from './index.js';

describe('health', () => {
  it('is ready when every part is', async () => {
    const health = new Health();
    health.register('database', async () => ({ ready: true }));
    const takeAway = health.register('queue', async () => ({ ready: false, detail: '2 events are parked.' }));
    expect(await health.readiness()).toEqual({
      ready: false,
      parts: [
        { part: 'database', ready: true },
        { part: 'queue', ready: false, detail: '2 events are parked.' },
      ],
    });
    takeAway();
    expect((await health.readiness()).ready).toBe(true);
  });

  it('says our own sentence of a part that failed, and no message of another error', async () => {
    const health = new Health();
    health.register('disk', () => Promise.reject(new MirrorError('disk_full')));
    health.register('engine', () => Promise.reject(new Error('secret-word')));
    const { parts } = await health.readiness();
    expect(parts.map(({ detail }) => detail)).toEqual(['The disk of the server is full, so nothing new is taken.', 'It failed to answer.']);
  });

  it('does not wait for a part that hangs', async () => {
    const health = new Health();
    health.register('engine', () => new Promise(() => undefined));
    expect(await health.readiness()).toEqual({ ready: false, parts: [{ part: 'engine', ready: false, detail: 'It does not answer.' }] });
  });

  it('tells an operator what it knows besides, and leaves out what fails or hangs', async () => {
    const health = new Health();
    health.register('disk', async () => ({ ready: true }));
    health.describe('events', async () => ({ waiting: 3, oldestMs: 20, byRole: { vault: 3 }, parked: [] }));
    health.describe('engine', () => Promise.reject(new Error('secret-word')));
    health.describe('database', () => new Promise(() => undefined));
    const report = ProcessReport.parse(await health.report());
    expect(report).toMatchObject({ ready: true, parts: [{ part: 'disk', ready: true }], time: expect.any(Number) });
    expect(report.facts).toEqual({ events: { waiting: 3, oldestMs: 20, byRole: { vault: 3 }, parked: [] } });
    expect(JSON.stringify(await health.readiness())).not.toContain('waiting');
  });

  it('refuses two parts of one name', () => {
    const health = new Health();
    health.register('disk', async () => ({ ready: true }));
    expect(() => health.register('disk', async () => ({ ready: true }))).toThrow('registered twice');
  });
});

describe('disk space', () => {
  it('lets work go on while there is room', async () => {
    const disk = new DiskSpace(tmpdir());
    await expect(disk.ensure()).resolves.toBeUndefined();
    expect(await disk.freeBytes()).toBeGreaterThan(0);
  });

  it('takes nothing new below its bound', async () => {
    await expect(new DiskSpace(tmpdir(), Number.MAX_SAFE_INTEGER).ensure()).rejects.toMatchObject({ code: 'disk_full' });
  });
});

describe('the operator’s port', () => {
  const health = new Health();
  const metrics = new Metrics();
  let server: OperatorServer;
  let origin: string;
  beforeEach(async () => {
    server = new OperatorServer(health, metrics);
    origin = `http://127.0.0.1:${await server.listen(0)}`;
  });
  afterEach(() => server.onApplicationShutdown());

  it('answers whether the process lives', async () => {
    const response = await fetch(`${origin}/health/live`);
    expect([response.status, await response.json()]).toEqual([200, { done: true }]);
  });

  it('answers 503 and the part while something is not ready', async () => {
    const takeAway = health.register('database', async () => ({ ready: false, detail: 'It starts again.' }));
    const response = await fetch(`${origin}/health/ready`);
    expect(response.status).toBe(503);
    expect(Readiness.parse(await response.json()).parts).toEqual([{ part: 'database', ready: false, detail: 'It starts again.' }]);
    takeAway();
    expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
  });

  it('gives the whole report', async () => {
    const response = await fetch(`${origin}/report`);
    expect(response.status).toBe(200);
    expect(ProcessReport.parse(await response.json()).parts).toEqual((await health.readiness()).parts);
  });

  it('shows metrics of the process and of its parts', async () => {
    metrics.counter('mirror_turns_total', 'Turns by outcome.', ['outcome']).inc({ outcome: 'answered' });
    metrics.gauge('mirror_parked_events', 'Events that were given up.', [], (gauge) => gauge.set(3));
    const text = await (await fetch(`${origin}/metrics`)).text();
    expect(text).toContain('mirror_turns_total{outcome="answered"} 1');
    expect(text).toContain('mirror_parked_events 3');
    expect(text).toContain('process_resident_memory_bytes');
  });

  it('has nothing else', async () => {
    expect((await fetch(`${origin}/`)).status).toBe(404);
    expect((await fetch(`${origin}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('names the port that is in use', async () => {
    const port = Number(new URL(origin).port);
    await expect(new OperatorServer(health, metrics).listen(port)).rejects.toThrow(`The port ${port} for health and metrics is in use`);
  });
});
