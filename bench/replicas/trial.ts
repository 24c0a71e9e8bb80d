import { setTimeout } from 'node:timers/promises';
import { Role } from '#libs/contracts/index.js';
import { asAdministrator } from '../../apps/e2e/database.js';
import { Person } from '../../apps/e2e/person.js';
import type { SplitNode } from '../../apps/e2e/split/split-node.js';
import { ModelProcess } from '../chat/model-process.js';
import { measuredSplit } from '../measured-node.js';
import { type Memory, memoryOf } from '../memory.js';
import { processorMsOf } from '../processor-time.js';
import { Crowd } from './crowd.js';

const SENTENCES = 3;
/** Until what a start or a load leaves running has come to rest. */
const REST_MS = 3_000;

/** Who uses processors and memory during a trial. */
export type Part = Role | 'postgres' | 'redis' | 'engine' | 'clients';

/** A split node under a crowd, and a model that answers at once. */
export class Trial {
  private constructor(
    readonly node: SplitNode,
    readonly crowd: Crowd,
    private readonly model: ModelProcess,
    private readonly owner: Person,
    private readonly clearing: { stop(): Promise<void> },
  ) {}

  static async begin(replicas: number, members: number): Promise<Trial> {
    const model = await ModelProcess.start();
    await model.follow({ sentences: SENTENCES, pauseMs: 0 });
    const many = Object.fromEntries(Role.options.map((role) => [role, replicas]));
    const node = await measuredSplit({ MIRROR_OLLAMA_URL: model.url }, many);
    const clearing = emptyingRates(node);
    const owner = await Person.owner(node);
    const crowd = await Crowd.join(node, owner, members);
    return new Trial(node, crowd, model, owner, clearing);
  }

  pids(): Record<Part, number[]> {
    const roles = Object.fromEntries(Role.options.map((role) => [role, this.node.of(role).map(({ process }) => process.pid)]));
    const { databasePid, redis } = this.node.backends;
    return {
      ...(roles as Record<Role, number[]>),
      postgres: [databasePid],
      redis: [redis.pid],
      engine: [this.model.pid],
      clients: this.crowd.pids,
    };
  }

  /** Milliseconds of processors that each part has used so far. */
  processorMs(): Record<Part, number> {
    return mapped(this.pids(), processorMsOf);
  }

  /** At rest. Of a process of a role on the average; of PostgreSQL with all that it started. */
  async memory(): Promise<Record<Role | 'postgres' | 'redis', Memory>> {
    await setTimeout(REST_MS);
    const { engine: _, clients: __, ...pids } = this.pids();
    return mapped(pids, (each) => {
      const { resident, share } = memoryOf(each, { families: true });
      return { resident: resident / each.length, share: share / each.length };
    });
  }

  async end(): Promise<void> {
    this.crowd.leave();
    this.owner.client.close();
    await this.clearing.stop();
    await this.node.remove();
    this.model.stop();
  }
}

const mapped = <Name extends string, From, To>(record: Record<Name, From>, by: (value: From) => To): Record<Name, To> =>
  Object.fromEntries(Object.entries<From>(record).map(([name, value]) => [name, by(value)])) as Record<Name, To>;

/** A device may ask 30 times a minute, and an address enrol as often: an administrator of the database empties that table all the time. */
const emptyingRates = (node: SplitNode): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const work = asAdministrator(node, async (administrator) => {
    while (!stopping.signal.aborted) {
      await administrator.query('delete from access.rate_window');
      await setTimeout(50, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  });
  return {
    stop: () => {
      stopping.abort();
      return work;
    },
  };
};
