import type { SessionId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { openSocket, Person } from '../../apps/e2e/person.js';
import type { Order, Went } from './orders.js';

/** A process of members with a device each, through the SDK; whoever started it says what they do. */
const TURNS_OF_A_SESSION = 8;
const words = 'I said yes to the extra shift again before I had looked at anything. I wanted to be counted on, but I was angry.';
const members: Person[] = [];

/** The sockets go to the gateways in turn, each on its own port: a front between would be measured too. */
const join = async ({ links, ports }: Extract<Order, { do: 'join' }>): Promise<void> => {
  for (const link of links) {
    const port = ports[members.length % ports.length];
    members.push(
      await Person.join(link, `Member ${members.length}`, (url, origin) => openSocket(url.replace(/:\d+\//, `:${port}/`), origin)),
    );
  }
};

const turn = async ({ client }: Person, session: SessionId): Promise<Went> => {
  const start = performance.now();
  const went: Went = { end: 'nothing', endedMs: 0 };
  try {
    for await (const event of client.reflect({ session, text: words, pattern: 'exploratory' })) {
      if (event.type === 'accepted') went.acceptedMs = performance.now() - start;
      if (event.type === 'settled') went.end = event.outcome;
      if (event.type === 'problem') went.end = event.problem.code;
    }
  } catch (error) {
    went.end = (error as { code?: string }).code ?? 'thrown';
  }
  return { ...went, endedMs: performance.now() - start };
};

const keepWriting = async (member: Person, until: number): Promise<Went[]> => {
  const all: Went[] = [];
  for (let session = newId<SessionId>(); performance.now() < until; ) {
    if (all.length % TURNS_OF_A_SESSION === 0) session = newId<SessionId>();
    all.push(await turn(member, session));
  }
  return all;
};

const times = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);

const obey = async (order: Order): Promise<Went[]> => {
  if (order.do === 'join') {
    await join(order);
    return [];
  }
  if (order.do === 'burst') return Promise.all(members.flatMap((member) => times(order.each, () => turn(member, newId<SessionId>()))));
  const until = performance.now() + order.milliseconds;
  const written = await Promise.all(members.flatMap((member) => times(order.inFlight, () => keepWriting(member, until))));
  return written.flat();
};

process.on('message', (order: Order) => {
  obey(order).then(
    (went) => process.send?.(went),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit());
