/**
 * When something is over: as soon as either clock says so. A wall clock that is set back must not keep a vault open, and
 * neither must a machine that slept, whose steady clock stood still.
 */
export class Deadline {
  private readonly steady: number;

  /** @param at milliseconds of the wall clock, as `now` is */
  constructor(
    readonly at: number,
    now: number,
  ) {
    this.steady = performance.now() + (at - now);
  }

  isOver(now: number): boolean {
    return now >= this.at || performance.now() >= this.steady;
  }
}
