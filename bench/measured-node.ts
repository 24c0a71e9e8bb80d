import type { Role } from '#libs/contracts/index.js';
import { RunningNode } from '../apps/e2e/running-node.js';
import { SplitNode } from '../apps/e2e/split/split-node.js';
import { type TestedNode, topology } from '../apps/e2e/tested-node.js';

/** `MEASURED_ROLE_OPTIONS`: what Node is given in each process of a role, `--cpu-prof --cpu-prof-dir=…` say. */
const nodeOptions = (_: Role): string[] => (process.env.MEASURED_ROLE_OPTIONS ?? '').split(' ').filter(Boolean);

/** A split node with nothing between its processes and what they stand on. */
export const measuredSplit = (environment: Record<string, string>, replicas: Partial<Record<Role, number>> = {}): Promise<SplitNode> =>
  SplitNode.start({ environment, replicas, direct: true, nodeOptions });

/** The built node of the topology that this run is about, and where its database lies. */
export const measuredNode = async (environment: Record<string, string>): Promise<{ node: TestedNode; databaseFolder: string }> => {
  if (topology === 'split') {
    const node = await measuredSplit(environment);
    return { node, databaseFolder: node.backends.dataFolder };
  }
  if (topology !== 'embedded') throw new Error(`This is measured on an embedded or a split node, not on ${topology}.`);
  const node = await RunningNode.start({ environment });
  return { node, databaseFolder: node.dataFolder };
};
