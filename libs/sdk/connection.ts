import { type ClientFrame, fromProblem, MirrorError, type ServerFrame } from '#libs/contracts/index.js';
import { closeError, parseFrame } from './handshake.js';
import type { Socket } from './parts.js';

/** After that a socket that says nothing is given up, and HTTP takes its place. */
const HANDSHAKE_MS = 8_000;
/** A dead network closes no socket: whoever does not answer a ping within this time is gone. */
const PING_MS = 20_000;
/** The token is renewed in-band this long before it ends; later than the token keeper gives a new one out (tokens.ts). */
const RENEW_EARLY_MS = 15_000;
/** A proof that met the change of nonces is made again, once; a node that never takes its own nonce is not asked for ever. */
const MOST_PROOFS = 2;

export type Hello = { token: string; proof: string };

export type ConnectionParts = {
  open: () => Socket;
  /** Token and proof for a nonce. */
  hello: (nonce: string) => Promise<Hello>;
  onFrame: (frame: ServerFrame) => void;
  /** Once, after `ready`, when it is over for whatever reason. */
  onClose: (error: MirrorError) => void;
};

/** One WebSocket from its first frame to its end. Shakes hands, keeps itself alive and renews its token. */
export class Connection {
  readonly #socket: Socket;
  readonly #ready = Promise.withResolvers<void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** What the node waits for: the first proof, then from time to time a renewal. */
  #proving: 'hello' | 'renew' | undefined = 'hello';
  #proofs = 0;
  #nonce = '';
  #refusal: MirrorError | undefined;
  #isReady = false;
  #over = false;
  #heard = true;

  constructor(private readonly parts: ConnectionParts) {
    this.#socket = parts.open();
    this.#socket.addEventListener('message', ({ data }) => this.#receive(data));
    this.#socket.addEventListener('error', () => this.#finish(new MirrorError('unreachable')));
    this.#socket.addEventListener('close', ({ code }) => this.#finish(this.#refusal ?? closeError(code)));
    this.#after(HANDSHAKE_MS, () => this.#isReady || this.#finish(new MirrorError('unreachable', 'The connection was not answered.')));
  }

  /** Resolves when the node let the device in. @throws {MirrorError} `unreachable`, `token_invalid`, `device_revoked` */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  send(frame: ClientFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(): void {
    this.#finish(new MirrorError('unreachable', 'The connection was closed.'));
  }

  #after(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #receive(data: unknown): void {
    this.#heard = true;
    try {
      this.#take(parseFrame(data));
    } catch (error) {
      this.#finish(error instanceof MirrorError ? error : new MirrorError('response_invalid', undefined, { cause: error }));
    }
  }

  #take(frame: ServerFrame): void {
    if (frame.type === 'nonce') this.#greet(frame.nonce);
    else if (frame.type === 'ready') this.#welcomed(frame.until);
    // A problem of no turn is about this connection: the reason for the close that follows.
    else if (frame.type === 'problem' && !frame.ref && !frame.turn) this.#refusal = fromProblem(frame.problem);
    else if (frame.type !== 'pong') this.parts.onFrame(frame);
  }

  #greet(nonce: string): void {
    this.#nonce = nonce;
    if (this.#proving && this.#proofs < MOST_PROOFS) this.#prove(this.#proving);
    else if (this.#proving) this.#finish(this.#refusal ?? new MirrorError('nonce_required'));
  }

  #prove(type: 'hello' | 'renew'): void {
    this.#proving = type;
    this.#proofs += 1;
    this.parts.hello(this.#nonce).then(
      (hello) => this.#over || this.send({ type, ...hello }),
      (error: unknown) => this.#finish(error instanceof MirrorError ? error : new MirrorError('unreachable', undefined, { cause: error })),
    );
  }

  #welcomed(until: string): void {
    this.#proving = undefined;
    this.#proofs = 0;
    this.#refusal = undefined;
    this.#after(Math.max(1_000, Date.parse(until) - Date.now() - RENEW_EARLY_MS), () => this.#prove('renew'));
    if (this.#isReady) return;
    this.#isReady = true;
    this.#ready.resolve();
    this.#keepAlive();
  }

  #keepAlive(): void {
    this.#after(PING_MS, () => {
      if (!this.#heard) return this.#finish(new MirrorError('unreachable', 'The connection went quiet.'));
      this.#heard = false;
      this.send({ type: 'ping' });
      this.#keepAlive();
    });
  }

  #finish(error: MirrorError): void {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#socket.close();
    if (this.#isReady) this.parts.onClose(error);
    else this.#ready.reject(error);
  }
}
