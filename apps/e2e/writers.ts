import { setTimeout as delay } from 'node:timers/promises';
import type { SessionId, TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { Person } from './person.js';
import type { TestedNode } from './tested-node.js';

export type Accepted = { turn: TurnId; words: string };

/** Turns of one device that the node takes in a minute. */
const PER_MINUTE = 30;

/** Writes on and on, whatever dies, and remembers what was answered `accepted`. */
export class Writer {
  readonly accepted: Accepted[] = [];
  readonly session = newId<SessionId>();
  /** How long the slowest turn took from the first word to its end, in milliseconds. */
  slowest = 0;
  /** How turns ended, and how often. */
  readonly ends = new Map<string, number>();
  private number = 0;
  private writing: Promise<void> | undefined;
  private stopped = new AbortController();

  constructor(
    readonly person: Person,
    private readonly paceMs: number,
  ) {}

  /** Also again, after a stop. */
  start(): void {
    this.stopped = new AbortController();
    this.writing = this.write();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.writing;
  }

  private async write(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      const began = performance.now();
      const end = await this.one(`I wrote this as number ${++this.number}, and I still wonder what it was for.`);
      const took = performance.now() - began;
      if (!signal.aborted) {
        this.slowest = Math.max(this.slowest, took);
        this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
      }
      // Not reachable, or too many in a minute: the next try follows when it is back.
      await delay(Math.max(this.paceMs - took, settledWell(end) ? 0 : 100), undefined, { signal }).catch(() => undefined);
    }
  }

  private async one(words: string): Promise<string> {
    let end = 'nothing';
    try {
      for await (const event of this.person.client.reflect(
        { session: this.session, text: words, pattern: 'exploratory' },
        this.stopped.signal,
      )) {
        if (event.type === 'accepted') this.accepted.push({ turn: event.turn, words });
        if (event.type === 'settled') end = event.outcome;
        if (event.type === 'problem') end = event.problem.code;
      }
    } catch {
      end = 'thrown';
    }
    return end;
  }
}

const settledWell = (end: string): boolean => end === 'answered';

/** So many people who write at once, the owner among them. Each keeps just below what a device may write in a minute. */
export const writersOn = async (node: TestedNode, count: number, paceMs = (60_000 / PER_MINUTE) * 1.05): Promise<Writer[]> => {
  const owner = await Person.owner(node);
  const writers = [new Writer(owner, paceMs)];
  for (let number = 1; number < count; number++) {
    const { link } = await owner.client.invite(`Writer ${number}`);
    writers.push(new Writer(await Person.join(link, `Writer ${number}`), paceMs));
  }
  return writers;
};
