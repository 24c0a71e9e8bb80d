import { Command } from 'commander';
import { type Device, existingDevice } from './device-client.js';
import { type Exit, exits } from './exit-codes.js';
import { showFailure } from './failure.js';
import type { KeyChoice } from './key-path.js';
import { Terminal } from './terminal.js';
import type { World } from './world.js';

export type CommonOptions = KeyChoice & { json?: boolean };

/** What a command works with. */
export type Run = { world: World; terminal: Terminal };
export type DeviceRun = Run & Device;

/** Where a finished command leaves its exit code. */
export type Ending = (code: number) => void;
export type Registry = { program: Command; world: World; end: Ending };

/** A command with the options that all of them have. */
export const addCommand = (parent: Command, usage: string, summary: string): Command =>
  parent
    .command(usage)
    .description(summary)
    .option('--json', 'write JSON: one document, or one line for each event')
    .option('--profile <name>', 'which key file, where there are several')
    .option('--config <path>', 'a key file at another place');

/** Runs a command's work and turns whatever comes of it into an exit code. */
export const run = async (
  { world, end }: Registry,
  options: CommonOptions,
  work: (run: Run) => Promise<Exit | undefined>,
): Promise<void> => {
  const terminal = new Terminal(world, options.json === true);
  let exit: Exit;
  try {
    exit = (await work({ world, terminal })) ?? 'ok';
  } catch (error) {
    exit = showFailure(terminal, error);
  }
  end(exits[exit][0]);
};

/** The same for work of a device that has joined; its connection is closed afterwards. */
export const runAsDevice = (
  registry: Registry,
  options: CommonOptions,
  work: (run: DeviceRun) => Promise<Exit | undefined>,
): Promise<void> =>
  run(registry, options, async (run) => {
    const device = await existingDevice(run.world, options);
    try {
      return await work({ ...run, ...device });
    } finally {
      device.client.close();
    }
  });
