import { setTimeout } from 'node:timers/promises';
import type { MemberId } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import { ask, noted } from './bus/contracts.js';
import { TwoProcesses } from './bus/two-processes.js';
import { bootstrap, compare, compareTimed } from './method.js';
import { type Row, report } from './report.js';

const share = Number(process.env.BENCH_SHARE ?? 1);
const many = (count: number): number => Math.max(4, Math.round(count * share));

/** About what a segment of a reply holds. */
const words = 'One thing is the yes that came at once and the other is what stood beside. '.repeat(4);
const IN_FLIGHT = 32;
/** Longer than what follows a handled event: the relay looks again, the row is cleared. */
const REST_MS = 5;

const calls = async ({ product, bare }: TwoProcesses): Promise<Row[]> => {
  const bus = product.bus.for('gateway');
  const call = async (): Promise<string> => (await bus.call(ask, { text: words as never })).text;
  const together = (one: () => Promise<string>) => async () => (await Promise.all(Array.from({ length: IN_FLIGHT }, one)))[0];
  const alone = { pairs: many(1500), least: 0 };
  return [
    { name: 'a call, over a bare job with a pub/sub reply', ...(await compare(call, () => bare.ask(words), alone)) },
    { name: 'a call, over `waitUntilFinished`', ...(await compare(call, () => bare.askAndWait(words), alone)) },
    { name: 'a call, over PING', ...(await compare(call, () => bare.ping(), { ...alone, differ: true })) },
    {
      name: `${IN_FLIGHT} calls at once, over as many bare jobs`,
      ...(await compare(
        together(call),
        together(() => bare.ask(words)),
        { pairs: many(300), least: 0 },
      )),
    },
  ];
};

/** Microseconds between two instants of the monotonic clock. */
const between = (start: bigint, end: bigint): number => Number(end - start) / 1000;

const events = async (ends: TwoProcesses) => {
  const { product, bare, insert } = ends;
  const bus = product.bus.for('gateway');
  const member = newId<MemberId>();
  const published: number[] = [];
  const timed = async (act: () => Promise<void>, acts?: number[]): Promise<number> => {
    const handled = ends.noted();
    const start = process.hrtime.bigint();
    await act();
    acts?.push(between(start, process.hrtime.bigint()));
    const at = await handled;
    await setTimeout(REST_MS);
    return between(start, at);
  };
  const publish = () =>
    timed(() => product.units.run({ role: 'gateway' }, (transaction) => bus.publish(transaction, noted, { member })), published);
  const insertAndTell = () =>
    timed(async () => {
      await insert();
      await bare.tell(member);
    });
  const name = 'an event, publish to handled, over an insert and a bare job';
  return { row: { name, ...(await compareTimed(publish, insertAndTell, many(1000))) }, publish: bootstrap(published) };
};

const ends = await TwoProcesses.start();
try {
  const asked = await calls(ends);
  const { row, publish } = await events(ends);
  report('bus', [...asked, row], { publishedInMicroseconds: publish });
} finally {
  await ends.stop();
}
