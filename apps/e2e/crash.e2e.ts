import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { events, type SessionId, type TurnId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { eventually } from '#libs/testing/index.js';
import { asAdministrator } from './database.js';
import { Person } from './person.js';
import { startNode } from './start-node.js';
import type { TestedNode } from './tested-node.js';

/** How often something is killed: 200 in a soak (MIRROR_CRASHES=200), a few in every run. */
const CRASHES = Number(process.env.MIRROR_CRASHES ?? 12);
const WRITERS = 6;

type Accepted = { turn: TurnId; session: SessionId; words: string };

/** Writes on and on, whatever dies, and remembers what was answered `accepted`. */
class Writer {
  readonly accepted: Accepted[] = [];
  private writing: Promise<void> | undefined;
  private readonly stopped = new AbortController();
  private readonly session = newId<SessionId>();

  constructor(readonly person: Person) {}

  start(): void {
    this.writing = this.write();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.writing;
  }

  private async write(): Promise<void> {
    for (let number = 1; !this.stopped.signal.aborted; number++) {
      const words = `I wrote this as number ${number}, and I still wonder what it was for.`;
      try {
        const stream = this.person.client.reflect({ session: this.session, text: words, pattern: 'exploratory' }, this.stopped.signal);
        for await (const event of stream) {
          if (event.type === 'accepted') this.accepted.push({ turn: event.turn, session: event.session, words });
        }
      } catch {
        // Not reachable, or too many in a minute: the next try follows when it is back.
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

describe(`kill -9, ${CRASHES} times at random moments under load`, () => {
  let node: TestedNode;
  const writers: Writer[] = [];

  beforeAll(async () => {
    node = await startNode();
    const owner = await Person.owner(node);
    writers.push(new Writer(owner));
    for (let number = 1; number < WRITERS; number++) {
      const { link } = await owner.client.invite(`Writer ${number}`);
      writers.push(new Writer(await Person.join(link, `Writer ${number}`)));
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.stop()));
    await node.remove();
  });

  it(
    'loses no accepted turn, doubles none, and handles every event',
    async () => {
      for (const writer of writers) writer.start();
      for (let crash = 0; crash < CRASHES; crash++) {
        await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 1500));
        if (crash % 2 === 0) await killNode();
        else await node.killDatabase();
      }
      await Promise.all(writers.map((writer) => writer.stop()));
      await everythingSettled();
      for (const writer of writers) await checkAll(writer);
      await everyEventHandled();
    },
    60_000 + CRASHES * 15_000,
  );

  const killNode = async (): Promise<void> => {
    await node.kill();
    node = await node.again();
  };

  const everythingSettled = (): Promise<void> =>
    eventually(async () => {
      const { rows } = await asAdministrator(node, (client) => client.query(`select id from reflection.turn where state = 'running'`));
      expect(rows).toEqual([]);
    }, 60_000);

  const checkAll = async ({ person, accepted }: Writer): Promise<void> => {
    await person.client.unlock();
    expect(accepted.length).toBeGreaterThan(0);
    const stored = await storedTurns(person, accepted[0]?.session as SessionId);
    const ids = stored.map(({ turn }) => turn);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { turn, words } of accepted) {
      const found = stored.filter((each) => each.turn === turn);
      expect(found.map((each) => each.words)).toEqual([words]);
    }
  };

  const storedTurns = async (person: Person, session: SessionId) => {
    const turns = [];
    let before: string | undefined;
    do {
      const page = await person.client.session(session, { limit: 100, ...(before ? { before } : {}) });
      turns.push(...page.turns);
      before = page.next;
    } while (before);
    return turns;
  };

  /** No delivery waits or was parked, and each event was handled by each of its subscribers, once. */
  const everyEventHandled = (): Promise<void> =>
    eventually(async () => {
      const found = await asAdministrator(node, async (client) => ({
        waiting: (await client.query('select event, subscriber from bus.delivery')).rows,
        handled: (
          await client.query<{ name: string; by: string[] }>(
            `select outbox.name, array_agg(handled.subscriber order by handled.subscriber) as by
           from bus.outbox left join bus.handled on handled.event = outbox.id group by outbox.id`,
          )
        ).rows,
      }));
      expect(found.waiting).toEqual([]);
      for (const { name, by } of found.handled) expect(by).toEqual(subscribersOf(name));
      const settled = found.handled.filter(({ name }) => name === events.turnSettled.name);
      expect(settled.length).toBeGreaterThanOrEqual(writers.flatMap(({ accepted }) => accepted).length);
    }, 60_000);
});

const subscribersOf = (name: string): string[] => {
  const event = Object.values(events).find((each) => each.name === name);
  return [...(event?.subscribers ?? [])].sort();
};
