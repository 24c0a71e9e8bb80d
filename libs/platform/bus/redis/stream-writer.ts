import type { InstanceId, TurnFrame } from '#libs/contracts/index.js';
import { nextFrame, streamKept } from '../domain/stream-bounds.js';
import { noteRefused, noteTrouble } from '../failure.js';
import type { Link } from './link.js';
import { streamKey, writtenChannel } from './names.js';
import { type StreamSeal, sealEntry } from './stream-frame.js';

/** How long `end` waits for what is not in Redis yet. */
const PATIENCE_MS = 2_000;
const RETRY_MS = 100;
const BATCH = 64;

/** The id of an entry in a stream of Redis: the position, from 1. A second entry at one place is refused by Redis itself. */
export const entryId = (position: number): string => `${position + 1}-0`;

/**
 * Writes one stream. A frame is taken as soon as it stands in line: Redis may be away for a while, and what commits the
 * reply must not wait for it. In order, each until Redis has it.
 */
export class StreamWriter {
  private line: Buffer[] = [];
  private position = 0;
  private gone = 0;
  private ended = false;
  private broken = false;
  private sending: Promise<void> | undefined;
  private touchedAt = performance.now();

  constructor(
    private readonly link: Link,
    private readonly seal: StreamSeal,
    private readonly instance: InstanceId,
  ) {}

  append(entry: TurnFrame): void {
    this.put({ frame: nextFrame(entry, { ended: this.ended, frames: this.position }) });
  }

  async end(): Promise<void> {
    if (!this.ended && this.position > 0) this.put({ end: true });
    this.ended = true;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.sending, patience]);
    clearTimeout(timer);
  }

  /** Resolves when nothing stands in line any more. */
  async sent(): Promise<void> {
    await this.sending;
  }

  /** True once nothing more can come from it or has to go: it may be forgotten. */
  get over(): boolean {
    const since = performance.now() - this.touchedAt;
    return since > (this.ended ? streamKept.endedMs : streamKept.silentMs);
  }

  /** What is still in line is lost: this process ends. */
  close(): void {
    this.broken = true;
  }

  private put(what: { frame: TurnFrame } | { end: true }): void {
    const entry = sealEntry(this.seal, this.position, { writer: { role: this.link.role, instance: this.instance }, ...what });
    this.position += 1;
    this.touchedAt = performance.now();
    this.line.push(Buffer.from(entry.buffer));
    this.sending ??= this.send().finally(() => {
      this.sending = undefined;
    });
  }

  private async send(): Promise<void> {
    while (this.line.length > 0 && !this.broken && !this.over) {
      const batch = this.line.slice(0, BATCH);
      try {
        // Without waiting where it is ready: a reply that this process sends next must find the stream there.
        if (!this.link.ready && !(await this.link.becomesReady(streamKept.endedMs))) continue;
        const entries = batch.flatMap((entry, at) => [entryId(this.gone + at), entry]);
        const ttl = this.ended ? streamKept.endedMs : streamKept.silentMs;
        const taken = await this.link.commands.mirrorAppend(streamKey(this.seal.name), writtenChannel(this.seal.name), ttl, ...entries);
        if (taken === 0) return this.giveUp();
        this.line = this.line.slice(batch.length);
        this.gone += batch.length;
      } catch (error) {
        noteTrouble('stream', error, this.link.role);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  /** Somebody wrote in our place: readers notice by the seal, and take the reply from the disk. */
  private giveUp(): void {
    this.broken = true;
    this.line = [];
    noteRefused('unreadable', this.link.role);
  }
}
