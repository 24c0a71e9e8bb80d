import { describe } from '@jest/globals';
import { topology } from './tested-node.js';

/** A suite about the one process that an embedded node is: its screen, port, folder and Ctrl-C. Skipped by name on others. */
export const onlyEmbedded = (name: string, suite: () => void): void => {
  if (topology === 'embedded') describe(name, suite);
  else describe.skip(`${name} (of the embedded node alone)`, suite);
};

/** A suite about processes that die one by one. Skipped by name where there is only one. */
export const onlySplit = (name: string, suite: () => void): void => {
  if (topology === 'split') describe(name, suite);
  else describe.skip(`${name} (of a split node alone)`, suite);
};
