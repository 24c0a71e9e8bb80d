import type { BusStream } from '../bus.js';
import { MemoryStream } from './memory-stream.js';

const SWEEP_EVERY_MS = 10_000;

/**
 * The streams of one process. A reader may come before the writer; it waits. Forgotten streams are swept by one timer
 * that keeps no process alive, and a stream whose time is over is gone even before the sweep.
 */
export class InProcessStreams {
  private readonly streams = new Map<string, MemoryStream>();
  private readonly sweeper: NodeJS.Timeout;

  constructor(private readonly now: () => number = Date.now) {
    this.sweeper = setInterval(() => this.sweep(), SWEEP_EVERY_MS).unref();
  }

  stream(id: string): BusStream {
    return {
      append: (entry) => this.present(id).append(entry),
      end: async () => this.streams.get(id)?.end(),
      exists: async () => (await this.found(id)?.exists()) ?? false,
      read: (options) => this.present(id).read(options),
    };
  }

  /** Ends all, so that their readers finish. */
  close(): void {
    clearInterval(this.sweeper);
    for (const stream of this.streams.values()) void stream.end();
    this.streams.clear();
  }

  /** How many are held; for metrics. */
  get size(): number {
    return this.streams.size;
  }

  sweep(): void {
    for (const id of [...this.streams.keys()]) this.found(id);
  }

  private found(id: string): MemoryStream | undefined {
    const stream = this.streams.get(id);
    if (!stream || stream.goneAt() > this.now()) return stream;
    this.streams.delete(id);
    // Readers that still wait are let go, not left hanging.
    void stream.end();
    return undefined;
  }

  private present(id: string): MemoryStream {
    const stream = this.found(id) ?? new MemoryStream(this.now);
    this.streams.set(id, stream);
    return stream;
  }
}
