/**
 * A stopwatch that aborts: runs while a model is waited for, rests while the reader of its words is. What it stops is
 * told apart from what the caller stopped.
 */
export class Patience {
  private readonly controller = new AbortController();
  private over = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly milliseconds: number) {}

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isOver(): boolean {
    return this.over;
  }

  start(): void {
    this.rest();
    this.timer = setTimeout(() => {
      this.over = true;
      this.controller.abort();
    }, this.milliseconds);
  }

  rest(): void {
    clearTimeout(this.timer);
  }

  /** Nothing is waited for any more: what still runs is stopped. */
  end(): void {
    this.rest();
    this.controller.abort();
  }
}
