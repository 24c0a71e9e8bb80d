import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { SocketCredentials, SocketSession, Sockets } from '#libs/access/index.js';
import { ClientFrame, type ConnectionFrame, closeCodes, type MemberId, MirrorError, type TurnId } from '#libs/contracts/index.js';
import { asMirrorError, type MemberCaller } from '#libs/platform/http/index.js';
import { toWire, type WireFrame } from './spoken.frames.js';
import type { TurnDesk } from './turn.desk.js';
import type { FrameStream } from './turn.following.js';

/** One frame; a turn of 2,000 characters in any script is far below. */
export const MAX_FRAME = 64 * 1024;
/** How long a connection may be silent before it says who it is. */
const HELLO_MS = 5_000;
/** Replies that one connection may follow at once; a device needs one or two. */
const MOST_FOLLOWED = 8;
/** Frames at work at once: the replies, and a word to stop each. A word may wait for seconds, and costs the sender nothing. */
const MOST_UNDER_WAY = 2 * MOST_FOLLOWED;
/** A reader that takes nothing must not fill the memory. */
const MOST_BUFFERED = 4 * 1024 * 1024;

/** A reply on its way to this connection; whose turn it is, is known once that was accepted. */
type Followed = { controller: AbortController; turn: TurnId | undefined };
type StartFrame = Extract<ClientFrame, { ref: string }>;

/**
 * One WebSocket of a device: says who it is in its first frame, then starts, follows, stops turns. Each frame that
 * starts work is checked anew, so that a device that was removed a second ago starts nothing.
 */
export class TurnSocket {
  private session: SocketSession | undefined;
  private identifying = false;
  private unwatch: (() => void) | undefined;
  private readonly followed = new Map<string, Followed>();
  private underWay = 0;
  private readonly helloTimer: NodeJS.Timeout;
  private expiryTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly wire: Duplex,
    private readonly address: string,
    private readonly sockets: Sockets,
    private readonly desk: TurnDesk,
  ) {
    this.helloTimer = setTimeout(() => this.close(closeCodes.silent, 'no hello'), HELLO_MS);
    socket.on('message', (data: Buffer, isBinary) => {
      this.receive(data, isBinary).catch(() => this.close(1011, 'the server can not answer now'));
    });
    socket.on('close', () => this.cleanUp());
    // ws closes by itself after what it could not read: it says why, and waits a while for the other side.
    socket.on('error', () => this.cleanUp());
  }

  get member(): MemberId | undefined {
    return this.session?.caller.member;
  }

  async greet(): Promise<void> {
    this.send({ type: 'nonce', nonce: await this.sockets.nonce() });
  }

  send(frame: WireFrame | ConnectionFrame): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (this.socket.bufferedAmount > MOST_BUFFERED) this.socket.terminate();
    else this.write(JSON.stringify(frame));
  }

  /** Frames that come of one event, such as the sentences of a burst, leave in one write: each write is a call of the system. */
  private write(text: string): void {
    if (this.wire.writableCorked === 0) {
      this.wire.cork();
      process.nextTick(() => this.wire.uncork());
    }
    this.socket.send(text);
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
    this.cleanUp();
  }

  private async receive(data: Buffer, isBinary: boolean): Promise<void> {
    if (data.length > MAX_FRAME) return this.close(closeCodes.tooLarge, 'a frame has at most 64 KiB');
    const frame = isBinary ? undefined : parseFrame(data.toString());
    if (!frame) return this.close(closeCodes.malformed, 'not a frame of this protocol');
    if (frame.type === 'hello' || frame.type === 'renew') return this.identifyOnce(frame);
    if (!this.session) return this.close(closeCodes.unauthorized, 'hello comes first');
    if (frame.type === 'ping') return this.send({ type: 'pong' });
    await this.start(this.session, frame);
  }

  /** One at a time: each costs a signature and a row, and who sends them in heaps is not a device of ours. */
  private async identifyOnce(hello: SocketCredentials): Promise<void> {
    if (this.identifying) return this.close(closeCodes.malformed, 'one hello at a time');
    this.identifying = true;
    try {
      this.begin(this.session ? await this.sockets.renew(this.session, hello) : await this.sockets.hello(hello, this.address));
    } catch (error) {
      await this.refuse(asMirrorError(error));
    } finally {
      this.identifying = false;
    }
  }

  private begin(session: SocketSession): void {
    // The device may have gone while its proof was looked at.
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.session = session;
    clearTimeout(this.helloTimer);
    clearTimeout(this.expiryTimer);
    this.unwatch ??= this.sockets.onRevoked(session.caller.device, () => this.close(closeCodes.revoked, 'device removed'));
    this.expiryTimer = setTimeout(() => this.close(closeCodes.unauthorized, 'token expired'), session.until.getTime() - Date.now());
    this.send({ type: 'ready', until: session.until.toISOString() });
  }

  private async refuse(error: MirrorError): Promise<void> {
    this.send(toWire({ type: 'problem', problem: error.toProblem() }));
    // A new nonce, so that the device can try again at once with a proof that fits.
    if (error.code === 'nonce_required') return this.greet();
    this.close(closeCodeOf(error), error.code);
  }

  private async start(session: SocketSession, frame: StartFrame): Promise<void> {
    this.underWay += 1;
    try {
      if (this.underWay > MOST_UNDER_WAY) throw new MirrorError('rate_limited', 'Too much is asked at once.', { retryAfter: 1 });
      const { caller } = session;
      await this.sockets.require(session);
      if (frame.type === 'cancel') return await this.desk.cancel(caller, frame.turn);
      if (this.followed.size >= MOST_FOLLOWED || this.followed.has(frame.ref))
        throw new MirrorError('rate_limited', 'Too many replies are followed on one connection.', { retryAfter: 1 });
      await this.follow(caller, frame);
    } catch (error) {
      const problem = asMirrorError(error).toProblem();
      this.send(toWire({ type: 'problem', ref: frame.ref, problem }));
      if (problem.code === 'device_revoked') this.close(closeCodes.revoked, problem.code);
    } finally {
      this.underWay -= 1;
    }
  }

  private async follow(caller: MemberCaller, frame: Exclude<StartFrame, { type: 'cancel' }>): Promise<void> {
    const followed: Followed = { controller: new AbortController(), turn: frame.type === 'turn' ? undefined : frame.turn };
    // Who asks for the rest wants it from there on: pieces that still came the earlier way would look like a gap.
    if (frame.type === 'resume') this.letGo(frame.turn);
    this.followed.set(frame.ref, followed);
    try {
      for await (const outgoing of this.frames(caller, frame, followed.controller.signal)) {
        if (followed.controller.signal.aborted) return;
        if (outgoing.type === 'accepted') followed.turn = outgoing.turn;
        this.send(outgoing);
      }
    } finally {
      this.followed.delete(frame.ref);
    }
  }

  private letGo(turn: TurnId): void {
    for (const followed of this.followed.values()) if (followed.turn === turn) followed.controller.abort();
  }

  private frames(caller: MemberCaller, frame: Exclude<StartFrame, { type: 'cancel' }>, signal: AbortSignal): FrameStream {
    const follower = { caller, ref: frame.ref, signal };
    if (frame.type === 'turn') return this.desk.reflect(follower, frame.turn);
    if (frame.type === 'again') return this.desk.again(follower, frame.turn, frame.request);
    return this.desk.resume(follower, frame.turn, frame.after, frame.streamKey);
  }

  private cleanUp(): void {
    clearTimeout(this.helloTimer);
    clearTimeout(this.expiryTimer);
    this.unwatch?.();
    for (const { controller } of this.followed.values()) controller.abort();
  }
}

/** A database that is away is no reason to take the device for a stranger. */
const closeCodeOf = ({ code, status }: MirrorError): number => {
  if (code === 'device_revoked') return closeCodes.revoked;
  return status === 401 ? closeCodes.unauthorized : 1011;
};

const parseFrame = (text: string): ClientFrame | undefined => {
  try {
    return ClientFrame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};
