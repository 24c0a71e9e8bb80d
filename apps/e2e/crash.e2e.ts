import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { everyEventHandled, everyTurnOnce, quiet } from './nothing-lost.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';
import { type Writer, writersOn } from './writers.js';

/** How often something is killed: 200 in a soak (MIRROR_CRASHES=200), a few in every run. */
const CRASHES = Number(process.env.MIRROR_CRASHES ?? 12);
const WRITERS = 6;
/** As fast as it goes, up to what a minute allows: a crash then falls into a turn. */
const AT_ONCE_MS = 0;

describe(`kill -9, ${CRASHES} times at random moments under load`, () => {
  let node: TestedNode;
  let writers: Writer[] = [];

  beforeAll(async () => {
    node = await startNode();
    writers = await writersOn(node, WRITERS, AT_ONCE_MS);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.stop()));
    await node.remove();
  });

  it(
    'loses no accepted turn, doubles none, and handles every event',
    async () => {
      for (const writer of writers) writer.start();
      for (let crash = 0; crash < CRASHES; crash++) {
        await delay(200 + Math.random() * 1500);
        if (crash % 2 === 0) await killNode();
        else await node.killDatabase();
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await quiet(node);
      for (const writer of writers) await everyTurnOnce(writer);
      await everyEventHandled(node, writers);
      expect(node.running).toBe(true);
    },
    60_000 + CRASHES * 15_000,
  );

  const killNode = async (): Promise<void> => {
    await node.kill();
    node = await node.again();
  };
});
