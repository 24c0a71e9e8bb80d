/**
 * How this project measures: two arms side by side in one process, in pairs ordered A B B A, so that drift of the
 * machine falls on both alike; the median of the paired ratios with a bootstrap 95 % interval; and the product against
 * itself first, which tells whether the machine is quiet enough to judge anything.
 */

/** One operation. What it returns must not depend on the arm, so that both are seen to do the same work. */
export type Arm = () => unknown;
export type PairOptions = {
  /** Pairs to take, at least 300 where a disk is waited for. */
  pairs?: number;
  /** Least time of one timing, in ms; quick operations are repeated until they last so long. */
  least?: number;
  /**
   * `processor`: the time that this thread was running, for paths that wait for nothing; other processes on a shared
   * machine fall out of it. Some kernels count it in steps of 4 ms, so `least` is 40 then. `wall`, if not said: what a
   * person waits.
   */
  clock?: Clock;
  /** Where the two do different work on purpose: no comparison of what they return. */
  differ?: true;
};

export type Clock = 'wall' | 'processor';

/** Median and 95 % interval of paired ratios. */
export type Estimate = { median: number; low: number; high: number; pairs: number };
export type Comparison = {
  ratio: Estimate;
  /** The product against itself. */
  control: Estimate;
  /** False where the control's interval leaves 0.95 to 1.05: then `ratio` says nothing. */
  judged: boolean;
  /** Medians of one operation, in microseconds. */
  product: number;
  anchor: number;
  /** From 1,000 pairs on, in microseconds. */
  p99?: { product: number; anchor: number };
};

/** Product over anchor. */
export const compare = async (product: Arm, anchor: Arm, options: PairOptions = {}): Promise<Comparison> => {
  if (!options.differ) await checkSameWork(product, anchor);
  const { pairs: count = 100, least = 1, clock = 'wall' } = options;
  const repeat = Math.max(await repeatsFor(product, least, clock), await repeatsFor(anchor, least, clock));
  return compareTimed(
    () => timed(product, repeat, clock),
    () => timed(anchor, repeat, clock),
    count,
  );
};

/** One operation, and how long it took in microseconds, where the wait for its answer is not the whole of it or more than that. */
export type TimedArm = () => Promise<number>;

/** As `compare`, of operations that say their own time. */
export const compareTimed = async (product: TimedArm, anchor: TimedArm, count: number): Promise<Comparison> => {
  const control = bootstrap((await inPairs(product, product, count)).ratios);
  const measured = await inPairs(product, anchor, count);
  const tails = { product: percentile(measured.first, 0.99), anchor: percentile(measured.second, 0.99) };
  return {
    ratio: bootstrap(measured.ratios),
    control,
    judged: control.low >= 0.95 && control.high <= 1.05,
    product: median(measured.first),
    anchor: median(measured.second),
    ...(count >= 1000 ? { p99: tails } : {}),
  };
};

const checkSameWork = async (product: Arm, anchor: Arm): Promise<void> => {
  const [left, right] = [JSON.stringify(await product()), JSON.stringify(await anchor())];
  if (left !== right) throw new Error(`The arms do not do the same work: ${left?.slice(0, 200)} and ${right?.slice(0, 200)}`);
};

/** Ratios of `first` over `second`, one per pair, and the times of each in microseconds. */
const inPairs = async (first: TimedArm, second: TimedArm, count: number) => {
  const times = { first: [] as number[], second: [] as number[], ratios: [] as number[] };
  for (let pair = 0; pair < count; pair++) {
    const reversed = pair % 2 === 1;
    const one = await (reversed ? second : first)();
    const two = await (reversed ? first : second)();
    const [left, right] = reversed ? [two, one] : [one, two];
    times.first.push(left);
    times.second.push(right);
    times.ratios.push(left / right);
  }
  return times;
};

/** How often an operation must be repeated to last long enough; warms it up on the way. */
const repeatsFor = async (arm: Arm, least: number, clock: Clock): Promise<number> => {
  for (let repeat = 1; ; repeat *= 2) {
    const times = [await timed(arm, repeat, clock), await timed(arm, repeat, clock), await timed(arm, repeat, clock)];
    if ((Math.min(...times) * repeat) / 1000 >= least) return repeat;
  }
};

/** Microseconds of one operation. */
const timed = async (arm: Arm, repeat: number, clock: Clock): Promise<number> => {
  const start = now(clock);
  for (let turn = 0; turn < repeat; turn++) {
    const result = arm();
    if (result instanceof Promise) await result;
  }
  return (now(clock) - start) / repeat;
};

/** Microseconds since some fixed instant. */
const now = (clock: Clock): number => {
  if (clock === 'wall') return performance.now() * 1000;
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

/** The median with its 95 % percentile interval of 2,000 resamples; the same samples give the same interval. */
export const bootstrap = (ratios: readonly number[], resamples = 2000): Estimate => {
  const random = generator(0x9e3779b9);
  const medians = Array.from({ length: resamples }, () =>
    median(ratios.map(() => ratios[Math.floor(random() * ratios.length)] ?? Number.NaN)),
  ).sort((left, right) => left - right);
  const at = (share: number) => medians[Math.round(share * (resamples - 1))] ?? Number.NaN;
  return { median: median(ratios), low: at(0.025), high: at(0.975), pairs: ratios.length };
};

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** The value below which that share of the values lies; of a tail, only where at least ten values lie beyond it. */
export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((left, right) => left - right)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;

/** Mulberry32: enough to draw samples. */
const generator = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
