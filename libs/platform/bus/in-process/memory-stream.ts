import type { TurnFrame } from '#libs/contracts/index.js';
import type { BusStream } from '../bus.js';
import { nextFrame, streamKept } from '../domain/stream-bounds.js';

/** One stream in memory: all of its frames, and the readers that wait for the next. */
export class MemoryStream implements BusStream {
  private readonly frames: TurnFrame[] = [];
  private readonly waiting = new Set<() => void>();
  private endedAt: number | undefined;
  private touchedAt: number;

  constructor(private readonly now: () => number) {
    this.touchedAt = now();
  }

  async append(entry: TurnFrame): Promise<void> {
    this.frames.push(nextFrame(entry, { ended: this.endedAt !== undefined, frames: this.frames.length }));
    this.touchedAt = this.now();
    this.wake();
  }

  async end(): Promise<void> {
    this.endedAt ??= this.now();
    this.wake();
  }

  async exists(): Promise<boolean> {
    return this.frames.length > 0;
  }

  async *read({ signal }: { signal?: AbortSignal }): AsyncIterable<TurnFrame> {
    let next = 0;
    while (!signal?.aborted) {
      const frame = this.frames[next];
      if (frame) {
        next += 1;
        yield frame;
      } else if (this.endedAt !== undefined) return;
      else await this.change(signal);
    }
  }

  /** When it may be forgotten: a while after its end, or after nobody has written to it for long. */
  goneAt(): number {
    if (this.endedAt !== undefined) return this.endedAt + streamKept.endedMs;
    return this.touchedAt + (this.frames.length > 0 ? streamKept.silentMs : streamKept.unbegunMs);
  }

  private change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        this.waiting.delete(go);
        signal?.removeEventListener('abort', go);
        resolve();
      };
      this.waiting.add(go);
      signal?.addEventListener('abort', go);
    });
  }

  private wake(): void {
    for (const go of [...this.waiting]) go();
  }
}
