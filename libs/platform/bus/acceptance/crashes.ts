import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MemberId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { type BusBacking, type ChildAct, effects, type StartedBus, until } from './backing.js';
import { noted, told } from './contracts.js';

/** What publishing promises though processes die. */
export const crashesSuite = (open: () => BusBacking): void =>
  describe('after a crash', () => {
    let backing: BusBacking;
    let child: ChildProcess | undefined;
    let survivor: StartedBus | undefined;

    const spawnUntilInside = async (act: ChildAct): Promise<ChildProcess> => {
      child = backing.spawn(act);
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
      });
      await until(`the child that is to ${act} is inside`, () => said.includes('inside'));
      return child;
    };
    const kill = async (process: ChildProcess): Promise<void> => {
      const exit = once(process, 'exit');
      process.kill('SIGKILL');
      await exit;
    };
    const publish = (started: StartedBus, event: typeof told | typeof noted = noted) =>
      started.units.run({ role: 'gateway' }, (transaction) =>
        started.bus.for('gateway').publish(transaction, event, { member: newId<MemberId>() }),
      );
    const handledRows = () => backing.look('select event from bus.handled');

    beforeEach(async () => {
      backing = open();
      await backing.look('truncate bus.outbox, bus.delivery, bus.handled, probe.effect');
    });
    afterEach(async () => {
      if (child && child.exitCode === null && child.signalCode === null) await kill(child);
      child = undefined;
      await survivor?.close();
      survivor = undefined;
    });

    it('an event whose relay was killed before it enqueued is handled by the next start of the node', async () => {
      await kill(await spawnUntilInside('hang-before-enqueue'));
      await expect(effects(backing)).resolves.toEqual({});
      survivor = await backing.start({ alone: true });
      await until('it is handled', async () => (await effects(backing))['vault.note'] === 1);
    });

    it('an event whose relay was killed before it enqueued is handled by a process that ran on', async () => {
      // Its clock is far away, so that the other claims the event; its own commits wake it.
      const started = await backing.start({ timing: { pollMs: 600_000 } });
      survivor = started;
      await kill(await spawnUntilInside('hang-before-enqueue'));
      await until('it is handled', async () => {
        await publish(started, told);
        return (await effects(backing))['vault.note'] === 1;
      });
    });

    it.each([
      ['the next start of the node', true],
      ['another process', false],
    ])('an event whose handler was killed midway left nothing, and is handled once by %s', async (_who, alone) => {
      await kill(await spawnUntilInside('hang-in-handler'));
      await until('its transaction is gone', async () => (await handledRows()).length === 0);
      await expect(effects(backing)).resolves.toEqual({});
      survivor = await backing.start({ alone });
      await until('it is handled', async () => (await effects(backing))['vault.note'] === 1);
      await until('it is not outstanding', async () => (await backing.look('select event from bus.delivery')).length === 0);
      await expect(effects(backing)).resolves.toEqual({ 'vault.note': 1 });
    });

    it('an event that took down its process too often is parked', async () => {
      await kill(await spawnUntilInside('hang-in-handler'));
      await backing.look('update bus.delivery set attempts = 3');
      const next = await backing.start({ alone: true });
      survivor = next;
      await until('it is parked', async () => (await next.outbox.parked()).length === 1);
      await expect(next.outbox.parked()).resolves.toMatchObject([{ name: 'noted', subscriber: 'vault.note', error: 'internal' }]);
      await expect(effects(backing)).resolves.toEqual({});
    });

    it('on SIGTERM a process lets its handler end, and then ends by itself', async () => {
      const process = await spawnUntilInside('drain');
      const exit = once(process, 'exit');
      process.kill('SIGTERM');
      await expect(exit).resolves.toEqual([0, null]);
      await expect(effects(backing)).resolves.toEqual({ 'vault.note': 1 });
    });

    it('a handler that does not end within the limit is let go, and its event is handled later', async () => {
      const held = Promise.withResolvers<void>();
      const entered = Promise.withResolvers<void>();
      const first = await backing.start({
        timing: { drainMs: 100 },
        does: {
          'vault.note': async () => {
            entered.resolve();
            await held.promise;
            throw new Error('the process was stopping');
          },
        },
      });
      await publish(first);
      await entered.promise;
      await first.outbox.close();
      held.resolve();
      await first.close();
      survivor = await backing.start();
      await until('it is handled', async () => (await effects(backing))['vault.note'] === 1);
    });

    it('goes on where all connections to the database were cut', async () => {
      const started = await backing.start();
      survivor = started;
      await backing.look(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await until('it can be published', () =>
        publish(started).then(
          () => true,
          () => false,
        ),
      );
      await until('it is handled', async () => (await effects(backing))['vault.note'] === 1);
    });
  });
