import { describe } from '@jest/globals';
import { topology } from '../tested-node.js';
import { composeCommand } from './engine.js';

/** A suite about the containers of the compose file. Skipped by name where the run is about something else, or no engine is there. */
export const onlyContainers = (name: string, suite: () => void): void => {
  if (topology !== 'containers') describe.skip(`${name} (of the compose file alone)`, suite);
  else if (!composeCommand) describe.skip(`${name} (no container engine with Compose answers here)`, suite);
  else describe(name, suite);
};
