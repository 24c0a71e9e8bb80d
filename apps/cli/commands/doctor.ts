import { Option } from 'commander';
import { addCommand, type CommonOptions, type Registry, run } from '../command.js';
import type { PlaceOptions } from '../doctor/index.js';

/** The one command that is no device's: it reads the server's own files, so it is loaded only when it is asked for. */
export const addDoctor = (registry: Registry): void => {
  addCommand(registry.program, 'doctor', 'at the server: what is wrong with the installation, and what to do')
    .option('--folder <path>', 'the folder of docker-compose.yml, .env and secrets')
    .option('--data <path>', 'the data folder of a node in one process')
    // What scripts/doctor collected, which runs this in a container of its own.
    .addOption(new Option('--reports <path>').hideHelp())
    .option('--url <origin>', 'the address of a node, where it is not the one in the settings')
    .action((options: CommonOptions & PlaceOptions) =>
      run(registry, options, async ({ world, terminal }) => {
        const { doctor, findPlace } = await import('../doctor/index.js');
        return doctor(findPlace(options, world.env, process.cwd()), terminal);
      }),
    );
};
