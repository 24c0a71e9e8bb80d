/** More than a process can answer within the time of two generations; only who has a role's keys can fill it. */
const MOST = 400_000;

/**
 * The ids of messages that were taken, each remembered for at least `keptMs` (longer than a message may be taken) and at
 * most twice as long, in two generations. Never forgets one too early to make room: past the bound it says no.
 */
export class SeenIds {
  private young = new Set<string>();
  private old = new Set<string>();
  private turnedAt: number;

  constructor(
    private readonly keptMs: number,
    private readonly now: () => number = () => performance.now(),
    private readonly most = MOST,
  ) {
    this.turnedAt = now();
  }

  /** True the first time, and false for each repetition: someone recorded the message and sent it again. */
  first(id: string): boolean {
    this.turn();
    if (this.young.has(id) || this.old.has(id) || this.young.size >= this.most) return false;
    this.young.add(id);
    return true;
  }

  private turn(): void {
    const passed = this.now() - this.turnedAt;
    if (passed < this.keptMs) return;
    // Nobody asked for two generations: then the young ones are past their time too.
    this.old = passed < 2 * this.keptMs ? this.young : new Set();
    this.young = new Set();
    this.turnedAt = this.now();
  }
}
