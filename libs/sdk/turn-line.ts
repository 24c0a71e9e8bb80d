import { type ClientFrame, type ErrorCode, MirrorError, type ServerFrame, type TurnFrame, type TurnId } from '#libs/contracts/index.js';
import { Alarm } from './alarm.js';
import { Connection, type Hello } from './connection.js';
import type { ConnectionState } from './notices.js';
import type { Socket } from './parts.js';
import { pause } from './pause.js';
import { Queue } from './queue.js';

export type VaultFrame = Extract<ServerFrame, { type: 'vault' }>;
export type TurnAsk = Extract<ClientFrame, { type: 'turn' | 'again' | 'resume' }>;

export type LineParts = {
  open: () => Promise<() => Socket>;
  hello: (nonce: string) => Promise<Hello>;
  renewToken: () => Promise<void>;
  onVault: (frame: VaultFrame) => void;
  onState: (state: ConnectionState, error?: MirrorError) => void;
};

type Listener = { ref: string; turn: TurnId | undefined; queue: Queue<TurnFrame> };

/** Where a proxy lets no WebSocket through, asking again with every turn would cost seconds each time. */
const REFUSED_FOR_MS = 30_000;
const LONGEST_PAUSE_MS = 30_000;
/** Longer than any engine may take to its first word. After that the rest is asked for anew. */
const QUIET_MS = 45_000;

const tokenRefused = new Set<ErrorCode>(['token_invalid', 'token_expired']);

/** The one WebSocket of a client, shared by all its turns; opened when it is needed, kept open when wanted. */
export class TurnLine {
  readonly #listeners = new Set<Listener>();
  #opening: Promise<Connection> | undefined;
  #refusedUntil = 0;
  #wanted = new AbortController();

  constructor(private readonly parts: LineParts) {
    this.#wanted.abort();
  }

  /** Whether a WebSocket is worth trying now. */
  get usable(): boolean {
    return Date.now() >= this.#refusedUntil;
  }

  /** Keeps the connection open, and opens it again when it breaks, until `close`. */
  keepOpen(): void {
    if (!this.#wanted.signal.aborted) return;
    this.#wanted = new AbortController();
    void this.#reopen(this.#wanted.signal);
  }

  close(): void {
    this.#wanted.abort();
    void this.#opening?.then((connection) => connection.close()).catch(() => {});
  }

  /** The frames that answer `ask`. Throws `unreachable` where the connection breaks before their end. */
  async *frames(ask: TurnAsk, signal: AbortSignal): AsyncGenerator<TurnFrame, void> {
    const connection = await this.open();
    const listener: Listener = { ref: ask.ref, turn: ask.type === 'turn' ? undefined : ask.turn, queue: new Queue() };
    const stop = () => listener.queue.end();
    const quiet = new Alarm(QUIET_MS, () => listener.queue.end(new MirrorError('unreachable', 'The reply went quiet.')));
    signal.addEventListener('abort', stop, { once: true });
    this.#listeners.add(listener);
    try {
      connection.send(ask);
      for await (const frame of listener.queue) {
        quiet.postpone();
        yield frame;
      }
    } finally {
      quiet.stop();
      this.#listeners.delete(listener);
      signal.removeEventListener('abort', stop);
    }
  }

  /** @throws {MirrorError} */
  open(): Promise<Connection> {
    this.#opening ??= this.#connect().catch((error: unknown) => {
      this.#opening = undefined;
      this.parts.onState('closed', error instanceof MirrorError ? error : undefined);
      if (error instanceof MirrorError && error.code === 'unreachable') this.#refusedUntil = Date.now() + REFUSED_FOR_MS;
      throw error;
    });
    return this.#opening;
  }

  async #connect(): Promise<Connection> {
    this.parts.onState('connecting');
    const open = await this.parts.open();
    try {
      return await this.#greeted(open);
    } catch (error) {
      if (!(error instanceof MirrorError) || !tokenRefused.has(error.code)) throw error;
      await this.parts.renewToken();
      return this.#greeted(open);
    }
  }

  async #greeted(open: () => Socket): Promise<Connection> {
    const connection = new Connection({
      open,
      hello: this.parts.hello,
      onFrame: (frame) => this.#deliver(frame),
      onClose: (error) => this.#broke(error),
    });
    await connection.ready();
    this.#refusedUntil = 0;
    this.parts.onState('open');
    return connection;
  }

  #deliver(frame: ServerFrame): void {
    if (frame.type === 'nonce' || frame.type === 'ready' || frame.type === 'pong') return;
    if (frame.type === 'vault') {
      this.parts.onVault(frame);
      return;
    }
    for (const listener of this.#listeners) if (concerns(frame, listener)) listener.queue.push(frame);
  }

  #broke(error: MirrorError): void {
    this.#opening = undefined;
    this.parts.onState('closed', error);
    // A token that ended in the middle is no reason to stop: the next opening brings a new one.
    const seen = tokenRefused.has(error.code) ? new MirrorError('unreachable', undefined, { cause: error }) : error;
    for (const { queue } of this.#listeners) queue.end(seen);
    if (!this.#wanted.signal.aborted && seen.code === 'unreachable') void this.#reopen(this.#wanted.signal);
  }

  async #reopen(signal: AbortSignal): Promise<void> {
    for (let wait = 1_000; !signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.open();
        return;
      } catch (error) {
        if (!(error instanceof MirrorError) || error.code !== 'unreachable') return;
        await pause(wait, signal);
      }
    }
  }
}

/** By `ref` until the turn has its id, by turn from then on; certificates are for all. */
const concerns = (frame: TurnFrame, listener: Listener): boolean => {
  if (frame.type === 'certificate') return true;
  if ('ref' in frame && frame.ref !== undefined) {
    if (frame.ref !== listener.ref) return false;
    if (frame.type === 'accepted') listener.turn = frame.turn;
    return true;
  }
  const turn = frame.type === 'segment' ? frame.segment.turn : 'turn' in frame ? frame.turn : undefined;
  return turn !== undefined && turn === listener.turn;
};
