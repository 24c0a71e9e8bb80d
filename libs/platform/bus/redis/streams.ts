import { type InstanceId, MirrorError, type TurnFrame } from '#libs/contracts/index.js';
import type { BusStream } from '../bus.js';
import { settledWithin } from '../settled-within.js';
import type { Link } from './link.js';
import type { Presence } from './presence.js';
import { streamSeal } from './stream-frame.js';
import { StreamReader } from './stream-reader.js';
import { StreamWriter } from './stream-writer.js';

const SWEEP_EVERY_MS = 10_000;
const CLOSE_MS = 500;

const keyless: BusStream = {
  append: () => Promise.reject(new MirrorError('invalid_request', 'A stream needs a key.')),
  end: async () => undefined,
  exists: async () => false,
  read: async function* () {
    // Nothing that it could open.
  },
};

/** The streams that one role of this process writes and reads. */
export class RedisStreams {
  private readonly writers = new Map<string, StreamWriter>();
  private readonly reading = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private readonly sweeper = setInterval(() => this.sweep(), SWEEP_EVERY_MS).unref();

  constructor(
    private readonly link: Link,
    private readonly presence: Presence,
    private readonly instance: InstanceId,
    private readonly bus: Uint8Array,
  ) {}

  /** See `RoleBus.stream`. */
  stream(id: string, key: string): BusStream {
    // Who comes without the device's key finds nothing there, like who comes too late: another device of the member.
    if (key === '') return keyless;
    const seal = streamSeal(this.bus, id, key);
    const reader = () => new StreamReader(this.link, this.presence, seal, this.closing.signal);
    return {
      append: async (entry) => {
        if (this.closing.signal.aborted) throw new MirrorError('shutting_down');
        const writer = this.writers.get(seal.name) ?? new StreamWriter(this.link, seal, this.instance);
        this.writers.set(seal.name, writer);
        writer.append(entry);
      },
      end: async () => this.writers.get(seal.name)?.end(),
      exists: () => reader().exists(),
      read: ({ signal }) => this.noted(reader().read(signal)),
    };
  }

  /** How many are being written; for metrics. */
  get size(): number {
    return this.writers.size;
  }

  /** Gives what was written a moment to be sent, and readers one to give what is there; then they end. */
  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await settledWithin(
      CLOSE_MS,
      [...this.writers.values()].map((writer) => writer.sent()),
    );
    // Those too that began meanwhile: one that goes on would wait, again and again, for a link that is closed.
    for (const writer of this.writers.values()) writer.close();
    this.writers.clear();
    this.closing.abort();
    await settledWithin(CLOSE_MS, this.reading);
  }

  private async *noted(frames: AsyncIterable<TurnFrame>): AsyncIterable<TurnFrame> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.reading.add(promise);
    try {
      yield* frames;
    } finally {
      this.reading.delete(promise);
      resolve();
    }
  }

  private sweep(): void {
    for (const [name, writer] of this.writers) if (writer.over) this.writers.delete(name);
  }
}
