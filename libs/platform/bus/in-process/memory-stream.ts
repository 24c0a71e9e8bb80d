import { MirrorError, TurnFrame } from '#libs/contracts/index.js';
import type { BusStream } from '../bus.js';
import { misfit } from '../domain/misfit.js';

/** More frames than the longest reply has; a writer that goes on past them is broken, and memory is finite. */
export const MOST_FRAMES = 4_096;

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
    if (this.endedAt !== undefined) throw new MirrorError('invalid_request', 'The stream has ended.');
    if (this.frames.length >= MOST_FRAMES) throw new MirrorError('invalid_request', 'The stream is longer than any reply.');
    const parsed = TurnFrame.safeParse(entry);
    if (!parsed.success) throw new MirrorError('invalid_request', misfit('frame', parsed.error));
    this.frames.push(parsed.data);
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
  goneAt(keptMs: { ended: number; silent: number; unbegun: number }): number {
    if (this.endedAt !== undefined) return this.endedAt + keptMs.ended;
    return this.touchedAt + (this.frames.length > 0 ? keptMs.silent : keptMs.unbegun);
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
