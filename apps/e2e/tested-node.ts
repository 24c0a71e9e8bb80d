import type pg from 'pg';
import type { RedisWatch } from './split/redis-watch.js';

/** What a node under test is made of: one process, a process per role, or the containers of the compose file. */
export type Topology = 'embedded' | 'split' | 'containers';

const known: readonly Topology[] = ['embedded', 'split', 'containers'];

/** Which one this run is about: `MIRROR_TOPOLOGY`. @throws where that names none. */
export const topology: Topology = (() => {
  const asked = process.env.MIRROR_TOPOLOGY ?? 'embedded';
  const found = known.find((each) => each === asked);
  if (!found) throw new Error(`MIRROR_TOPOLOGY is ${known.join(', ')}, not "${asked}".`);
  return found;
})();

export type NodeOptions = {
  environment?: Record<string, string>;
  /** Where its data lies, the database above all; a temporary folder otherwise. */
  dataFolder?: string;
  /** Everything that its parts tell each other over Redis is written down. */
  watched?: boolean;
};

/** A node as somebody outside sees it, whatever it is made of. */
export interface TestedNode {
  readonly origin: string;
  /** Of the origin. */
  readonly port: number;
  /** How to reach its database as whoever has the whole disk. */
  readonly administrator: pg.ClientConfig;
  /** Where each of its processes tells health and metrics. */
  readonly operatorUrls: readonly string[];
  /** Everything that any process of it said: screens, standard output and error, log files. */
  readonly told: string;
  /** No process of it ended by itself. */
  readonly running: boolean;

  /** The link that makes whoever opens it first the owner. */
  claimLink(): Promise<string>;
  /** Ends all processes as an administrator does. 0: each ended cleanly. */
  stop(): Promise<number | null>;
  /** `kill -9` of all processes that are ours; the database, and Redis where there is one, stay. */
  kill(): Promise<void>;
  /** `kill -9` of PostgreSQL, which is then started again by whoever watches over it. */
  killDatabase(): Promise<void>;
  /** Another start on the same data and address. */
  again(environment?: Record<string, string>): Promise<TestedNode>;
  /** Where any of the words stands on its disk, in any form. Of a node that was stopped. */
  traces(words: ReadonlyMap<string, string>): string[];
  /** Ended, and nothing left of it. */
  remove(): Promise<void>;
}

/** A node of several processes, which tell each other everything over Redis. */
export interface PartedNode extends TestedNode {
  /** What crosses Redis. Of a node that was started with `watched`. */
  readonly watch: RedisWatch;
  /** What its processes have in memory that lies in a file, written since a moment; by where it is. */
  inMemory(sinceMs: number): Iterable<readonly [where: string, content: Buffer]>;
}
