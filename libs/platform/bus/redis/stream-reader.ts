import { MirrorError, TurnFrame } from '#libs/contracts/index.js';
import { streamKept } from '../domain/stream-bounds.js';
import { noteRefused } from '../failure.js';
import { type Link, redisAway } from './link.js';
import { streamKey, writtenChannel } from './names.js';
import type { Presence } from './presence.js';
import { openEntry, type StreamEntry, type StreamSeal } from './stream-frame.js';
import { entryId } from './stream-writer.js';

const BATCH = 256;
/** How often a reader that waits looks whether its writer is still there, and how often in vain. */
const LOOK_MS = 1_000;
const LOOKS_IN_VAIN = 5;
const ASK_MS = 5_000;

type Entry = [id: Buffer, fields: [Buffer, Buffer]];

/** Reads one stream from its start. */
export class StreamReader {
  private next = 0;
  private givenAt = performance.now();
  private inVain = 0;
  private writer: StreamEntry['writer'] | undefined;
  private wake: () => void = () => undefined;
  private woken = false;

  constructor(
    private readonly link: Link,
    private readonly presence: Presence,
    private readonly seal: StreamSeal,
    private readonly closed: AbortSignal,
  ) {}

  /** Whether it can be read from its start. */
  async exists(): Promise<boolean> {
    if (!(await this.link.becomesReady(ASK_MS))) throw redisAway();
    const [first] = await this.entries(1);
    return first?.[0].toString() === entryId(0);
  }

  /**
   * Ends after the writer's end, and also where it can't go on: Redis was emptied in between, the writer is gone. A frame
   * that is not the writer's at that position is never given; then it fails with `stamp_invalid`.
   */
  async *read(signal: AbortSignal | undefined): AsyncIterable<TurnFrame> {
    const stop = AbortSignal.any(signal ? [signal, this.closed] : [this.closed]);
    const awake = () => this.rouse();
    stop.addEventListener('abort', awake);
    const unhear = await this.link.hearOn(writtenChannel(this.seal.name), awake);
    const unmiss = this.link.onMissed(awake);
    try {
      // A process that stops gives what is there already; a reader who has left gets nothing more.
      while (!signal?.aborted) {
        const given = yield* this.giveNext(signal);
        if (given === 'over' || (given === 'nothing' && !(await this.more(stop)))) return;
      }
    } finally {
      unhear();
      unmiss();
      stop.removeEventListener('abort', awake);
    }
  }

  private async *giveNext(signal: AbortSignal | undefined): AsyncGenerator<TurnFrame, 'over' | 'some' | 'nothing'> {
    const entries = await this.entriesOrNothing();
    for (const [id, [, bytes]] of entries) {
      // Not the next one: what lay between is gone with a Redis that was emptied, or somebody took it out.
      if (id.toString() !== entryId(this.next)) return this.lost();
      const { writer, frame, end } = this.open(bytes);
      if (end) return 'over';
      this.writer = writer;
      this.next += 1;
      this.givenAt = performance.now();
      this.inVain = 0;
      yield TurnFrame.parse(frame);
      if (signal?.aborted) return 'over';
    }
    return entries.length > 0 ? 'some' : 'nothing';
  }

  private open(bytes: Buffer): StreamEntry {
    try {
      return openEntry(this.seal, this.next, bytes);
    } catch {
      noteRefused('unreadable', this.link.role);
      throw new MirrorError('stamp_invalid', 'A piece of the reply was changed on its way, so it is not shown.');
    }
  }

  private lost(): 'over' {
    noteRefused('lost', this.link.role);
    return 'over';
  }

  /** Waits until it may be worth to look again; false where nothing will come any more. */
  private async more(stop: AbortSignal): Promise<boolean> {
    if (stop.aborted) return false;
    if (await this.woke(LOOK_MS)) return true;
    if (performance.now() - this.givenAt > (this.writer ? streamKept.silentMs : streamKept.unbegunMs)) return false;
    this.inVain = (await this.writerIsThere()) ? 0 : this.inVain + 1;
    return this.inVain < LOOKS_IN_VAIN;
  }

  /** While Redis is away nobody can be found, and nobody is taken for gone. */
  private async writerIsThere(): Promise<boolean> {
    if (!this.writer || !this.presence.heard) return true;
    return this.presence.has(this.writer.role, this.writer.instance).catch(() => true);
  }

  private async entriesOrNothing(): Promise<Entry[]> {
    if (!this.link.ready) return [];
    // Away, it is asked again, as long as the reader stays.
    return this.entries(BATCH).catch((error: unknown) => {
      if (error instanceof MirrorError) return [];
      throw error;
    });
  }

  private async entries(most: number): Promise<Entry[]> {
    const asked = this.link.commands.xrangeBuffer(streamKey(this.seal.name), entryId(this.next), '+', 'COUNT', most);
    const entries = await this.link.answered(asked, LOOK_MS);
    return entries as unknown as Entry[];
  }

  private rouse(): void {
    this.woken = true;
    this.wake();
  }

  /** True where something was said since the last look. */
  private async woke(limitMs: number): Promise<boolean> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const woken = this.woken;
    this.woken = false;
    return woken;
  }
}
