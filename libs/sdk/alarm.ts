/** Goes off once nothing postponed it for a while. */
export class Alarm {
  #timer: ReturnType<typeof setTimeout>;

  constructor(
    private readonly milliseconds: number,
    private readonly ring: () => void,
  ) {
    this.#timer = setTimeout(ring, milliseconds);
  }

  postpone(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.ring, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
