import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Role } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { everyEventHandled, everyTurnOnce, quiet } from '../nothing-lost.js';
import { type Writer, writersOn } from '../writers.js';
import { ContainerNode } from './container-node.js';
import { succeed } from './engine.js';
import { onlyContainers } from './suite.js';

/** Longer than presence and leases; half a minute where faults are what the run is about. */
const LASTS_MS = process.env.MIRROR_FAULTS ? 30_000 : 6_000;
const WRITERS = 3;

jest.setTimeout(300_000);

onlyContainers('containers that are killed, stand still and are cut off, while people write', () => {
  let node: ContainerNode;
  let writers: Writer[] = [];

  beforeAll(async () => {
    node = await ContainerNode.start();
    writers = await writersOn(node, WRITERS);
    for (const writer of writers) writer.start();
  });
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.stop()));
    await node?.remove();
  });

  const docker = (...words: string[]) => succeed(['docker', ...words]);
  const idOf = async (service: string): Promise<string> => (await node.container(service)).Id;
  const answered = () => writers.map(({ ends }) => ends.get('answered') ?? 0);

  /** Every process is ready again, and everybody is answered once more. */
  const goesOn = async (): Promise<void> => {
    await node.ready();
    const before = answered();
    await eventually(async () => expect(answered().map((count, at) => count > (before[at] ?? 0))).toEqual(before.map(() => true)), 90_000);
  };

  /** Whoever kills a container by hand starts it again by hand. */
  const kill = async (service: string): Promise<void> => {
    const id = await idOf(service);
    await docker('kill', id);
    await docker('start', id);
  };

  const pause = async (service: string): Promise<void> => {
    const id = await idOf(service);
    await docker('pause', id);
    await delay(LASTS_MS);
    await docker('unpause', id);
  };

  /** From all others on that network: Redis and the parts on `bus`, PostgreSQL on `data`. */
  const cutOff = async (service: string, network: string): Promise<void> => {
    const { Id, NetworkSettings } = await node.container(service);
    const name = Object.keys(NetworkSettings.Networks).find((each) => each.endsWith(`_${network}`));
    if (!name) throw new Error(`${service} is not on ${network}.`);
    await docker('network', 'disconnect', name, Id);
    await delay(LASTS_MS);
    await docker('network', 'connect', '--alias', service, name, Id);
  };

  describe.each(Role.options)('%s', (role) => {
    it('killed', async () => {
      await kill(role);
      await goesOn();
    });

    it('paused', async () => {
      await pause(role);
      await goesOn();
    });

    it.each(['bus', 'data'])('cut off from the network %s', async (network) => {
      await cutOff(role, network);
      await goesOn();
    });
  });

  describe.each(['valkey', 'postgres'])('%s', (service) => {
    it('killed', async () => {
      await kill(service);
      await goesOn();
    });

    it('paused', async () => {
      await pause(service);
      await goesOn();
    });
  });

  it('lose no accepted turn, double none, and leave no event behind', async () => {
    await Promise.all(writers.map((writer) => writer.stop()));
    await quiet(node);
    for (const writer of writers) await everyTurnOnce(writer);
    await everyEventHandled(node, writers);
  });
});
