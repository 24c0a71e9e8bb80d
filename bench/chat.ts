import { asAdministrator } from '../apps/e2e/database.js';
import { topology } from '../apps/e2e/tested-node.js';
import { ModelProcess } from './chat/model-process.js';
import { type Sample, Sitting } from './chat/sitting.js';
import { bothWays, fromModel, type Times, toModel, verification, wholeReply } from './chat/times.js';
import { syncsPerSecond } from './durable-insert.js';
import { measuredNode } from './measured-node.js';
import { bootstrap, type Estimate, median, percentile } from './method.js';
import { record, spread } from './report.js';

/** A share of the samples, for a look in between; what counts is measured with all of them. */
const share = Number(process.env.BENCH_SHARE ?? 1);
const many = (count: number): number => Math.max(4, Math.round(count * share));

/** Added time in ms: both ways through the node, less both ways straight, less one durable insert beside it. */
const added = ({ through, anchor, insertMs }: Sample): number => bothWays(through) - bothWays(anchor) - insertMs;

const addedTime = (name: string, samples: readonly Sample[]) => {
  const of = (value: (sample: Sample) => number): Estimate => bootstrap(samples.map(value));
  const p99 = samples.length >= 1000 ? percentile(samples.map(added), 0.99) : undefined;
  const throughP99 =
    samples.length >= 1000
      ? percentile(
          samples.map(({ through }) => bothWays(through)),
          0.99,
        )
      : undefined;
  return {
    name,
    added: of(added),
    p99,
    throughP99,
    toModel: of(({ through }) => toModel(through)),
    fromModel: of(({ through }) => fromModel(through)),
    straightToModel: of(({ anchor }) => toModel(anchor)),
    straightFromModel: of(({ anchor }) => fromModel(anchor)),
    insert: of(({ insertMs }) => insertMs),
    verification: of(({ through }) => verification(through)),
  };
};

const wholeRatio = (name: string, reach: number, samples: readonly Sample[], control: readonly number[]) => {
  const ratio = bootstrap(samples.map(({ through, anchor }) => wholeReply(through) / wholeReply(anchor)));
  const self = bootstrap(control);
  const judged = self.low >= 0.95 && self.high <= 1.05;
  const of = (value: (sample: Sample) => number): number => median(samples.map(value));
  return {
    name,
    reach,
    ratio,
    control: self,
    judged,
    through: of(({ through }) => wholeReply(through)),
    straight: of(({ anchor }) => wholeReply(anchor)),
  };
};

/** The product against itself. */
const itself = async (sitting: Sitting, count: number, value: (times: Times) => number): Promise<number[]> => {
  const ratios: number[] = [];
  for (let pair = 0; pair < count; pair++) {
    const [one, two] = [value(await sitting.through()), value(await sitting.through())];
    ratios.push(pair % 2 === 0 ? one / two : two / one);
  }
  return ratios;
};

const measure = async (sitting: Sitting) => {
  await sitting.follow({ sentences: 3, pauseMs: 0 });
  await sitting.samples(many(60));
  const control = bootstrap(await itself(sitting, many(150), bothWays));
  const first = addedTime('first turn of a session', await sitting.samples(many(1000)));
  const later = (await sitting.samples(many(1200), 12)).filter((_, index) => index % 12 !== 0);
  const rows = [first, addedTime('later turn of a session (1 to 11 before)', later)];
  await sitting.follow({ sentences: 6, pauseMs: 5 });
  const paced = wholeRatio('whole reply, 5 ms a token', 1.01, await sitting.samples(many(40)), await itself(sitting, many(20), wholeReply));
  await sitting.follow({ sentences: 24, pauseMs: 0 });
  const burst = wholeRatio('whole reply in a burst', 1.5, await sitting.samples(many(300)), await itself(sitting, many(100), wholeReply));
  return { control, rows, whole: [paced, burst] };
};

const model = await ModelProcess.start();
const { node, databaseFolder } = await measuredNode({ MIRROR_OLLAMA_URL: model.url });
try {
  const syncs = syncsPerSecond(databaseFolder);
  const { control, rows, whole } = await asAdministrator(node, async (administrator) => {
    const sitting = await Sitting.begin(node, model, administrator);
    return measure(sitting).finally(() => sitting.close());
  });
  console.table(
    Object.fromEntries(
      rows.map((row) => [
        row.name,
        {
          'added ms': spread(row.added),
          'p99 ms': row.p99?.toPrecision(3) ?? 'too few',
          'to the model': `${spread(row.toModel)}, straight ${row.straightToModel.median.toPrecision(2)}`,
          'from the model': `${spread(row.fromModel)}, straight ${row.straightFromModel.median.toPrecision(2)}`,
          'an insert': spread(row.insert),
          'verified by the client after': spread(row.verification),
        },
      ]),
    ),
  );
  console.table(
    Object.fromEntries(
      whole.map(({ name, ratio, control: self, reach, judged, ...row }) => [
        name,
        {
          'through ms': row.through.toPrecision(4),
          'straight ms': row.straight.toPrecision(4),
          ratio: spread(ratio),
          control: spread(self),
          reach: `≤ ${reach}`,
          verdict: !judged ? 'not judged' : ratio.high <= reach ? 'reached' : ratio.low > reach ? 'missed' : 'open',
        },
      ]),
    ),
  );
  record(topology === 'embedded' ? 'chat' : `chat-${topology}`, { syncsPerSecond: syncs, control, rows, whole });
  console.log(`both ways against itself: ${spread(control)}; ${syncs} syncs a second`);
} finally {
  await node.remove();
  model.stop();
}
