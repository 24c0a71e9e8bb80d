import { expect } from '@jest/globals';
import { events } from '#libs/contracts/index.js';
import { eventually } from '#libs/testing/index.js';
import { asAdministrator } from './database.js';
import type { TestedNode } from './tested-node.js';
import type { Writer } from './writers.js';

const PATIENCE_MS = 60_000;

/** Every turn has an end, and nothing waits that should be worked off. */
export const quiet = async (node: TestedNode): Promise<void> => {
  await eventually(async () => {
    const running = await asAdministrator(node, (client) => client.query(`select id from reflection.turn where state = 'running'`));
    expect(running.rows).toEqual([]);
  }, PATIENCE_MS);
};

/** Each turn that was answered `accepted` is there once, with its words, for who wrote it. */
export const everyTurnOnce = async ({ person, accepted, session }: Writer): Promise<void> => {
  expect(accepted.length).toBeGreaterThan(0);
  await person.client.unlock();
  const stored: { turn: string; words: string | undefined }[] = [];
  let before: string | undefined;
  do {
    const page = await person.client.session(session, { limit: 100, ...(before ? { before } : {}) });
    stored.push(...page.turns);
    before = page.next;
  } while (before);
  expect(new Set(stored.map(({ turn }) => turn)).size).toBe(stored.length);
  // A writer says nothing twice: the same words under two ids are one turn that was doubled.
  const texts = stored.flatMap(({ words }) => words ?? []);
  expect(texts.filter((words, at) => texts.indexOf(words) !== at)).toEqual([]);
  for (const { turn, words } of accepted) expect(stored.filter((each) => each.turn === turn).map((each) => each.words)).toEqual([words]);
};

/** No delivery waits or was parked, and each event was handled by each of its subscribers, once. */
export const everyEventHandled = (node: TestedNode, writers: readonly Writer[]): Promise<void> =>
  eventually(async () => {
    const found = await asAdministrator(node, async (client) => ({
      waiting: (await client.query('select event, subscriber, attempts, parked_at, error_code from bus.delivery')).rows,
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
  }, PATIENCE_MS);

const subscribersOf = (name: string): string[] => {
  const event = Object.values(events).find((each) => each.name === name);
  return [...(event?.subscribers ?? [])].sort();
};
