const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

type Met = { count: number; saidAt: number; lastAt: number; waitMs: number; timer: NodeJS.Timeout | undefined };

/**
 * What others can bring about as often as they like, said so that they can't fill a log with it: logs are bounded, and a
 * flood would push out the older lines. The first is said at once; what follows is counted, and the count is said after a
 * second, then after twice as long each time, up to a minute. After a minute without any the next is a first one again.
 * @param say gets what it is, and how often it was met since it was said last
 */
export class Gathered<What extends string> {
  private readonly met = new Map<What, Met>();

  constructor(private readonly say: (what: What, count: number) => void) {}

  /** @param what one of few: each has a place here for good. */
  note(what: What): void {
    const now = performance.now();
    const met = this.met.get(what);
    if (!met || (!met.timer && now - met.lastAt > LONGEST_MS)) {
      this.met.set(what, { count: 0, saidAt: now, lastAt: now, waitMs: FIRST_MS, timer: undefined });
      this.say(what, 1);
      return;
    }
    met.count += 1;
    met.lastAt = now;
    met.timer ??= setTimeout(() => this.sayGathered(what, met), Math.max(0, met.saidAt + met.waitMs - now)).unref();
  }

  private sayGathered(what: What, met: Met): void {
    const { count, waitMs } = met;
    Object.assign(met, { count: 0, saidAt: performance.now(), waitMs: Math.min(2 * waitMs, LONGEST_MS), timer: undefined });
    this.say(what, count);
  }
}
