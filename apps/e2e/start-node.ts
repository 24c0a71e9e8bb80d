import { RunningNode } from './running-node.js';
import { type NodeOptions, type TestedNode, topology } from './tested-node.js';

/** A node of the topology that this run is about, ready for its first person. */
export const startNode = async (options: NodeOptions = {}): Promise<TestedNode> => {
  if (topology === 'embedded') return RunningNode.start(options);
  if (topology === 'containers') return (await import('./containers/container-node.js')).ContainerNode.start(options);
  const { SplitNode } = await import('./split/split-node.js');
  return SplitNode.start(options);
};
