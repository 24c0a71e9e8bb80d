import type { z } from 'zod';
import type { CallContract, EventContract, InstanceId, MemberId, Role, SignalContract, TurnFrame } from '#libs/contracts/index.js';
import type { Transaction } from '#libs/platform/database/index.js';

/** What a handler of a call gets: the request as its contract parsed it. */
export type CallRequest<Contract extends CallContract> = z.output<Contract['request']>;
/** What a handler of a call returns; the contract parses it before the caller gets it. */
export type CallReply<Contract extends CallContract> = z.input<Contract['reply']>;
/** What a handler of an event gets. */
export type EventPayload<Event extends EventContract> = z.output<Event['payload']>;

/**
 * How one part of the node reaches another: the port. One adapter is inside a process, another goes over Redis;
 * `acceptance.ts` says what both must do. A class, so that it can be injected.
 */
export abstract class Bus {
  /** This process among the replicas of its roles; another one at each start. */
  abstract readonly instance: InstanceId;
  /** Whether this process is the whole node: nobody else did anything, or will, while it was away. */
  readonly alone: boolean = false;
  /** The bus as that role sees it. Whoever asks names itself once, where it is constructed. */
  abstract for(role: Role): RoleBus;
}

/** The four verbs of DESIGN "Roles and the bus", spoken by one role. */
export interface RoleBus {
  /**
   * A question answered now. No retry. Errors: `forbidden` where the contract's `from` does not list this role,
   * `invalid_request` where the request does not fit, `deadline_exceeded`, `shutting_down`, `bus_unavailable`, what
   * `replica` of the contract names, the handler's own MirrorError with its code, and `internal` for everything else,
   * without a word of what it was.
   */
  call<Contract extends CallContract>(contract: Contract, request: z.input<Contract['request']>): Promise<z.output<Contract['reply']>>;

  /** Work that must happen: a row in the outbox, in the caller's transaction. It is handled once per subscriber after the commit, or never. */
  publish<Event extends EventContract>(transaction: Transaction, event: Event, payload: z.input<Event['payload']>): Promise<void>;

  /** The segments of one reply. `key` is the stream key that the device made (base64url, 32 bytes); between processes segments are sealed under it. */
  stream(id: string, key: string): BusStream;

  /** Best-effort broadcast. Nothing's correctness may rest on its arrival. Errors: `forbidden` where `from` does not list this role. */
  signal<Signal extends SignalContract>(signal: Signal, payload: z.input<Signal['payload']>): void;

  /** Listens until the returned function is called. */
  onSignal<Signal extends SignalContract>(signal: Signal, listener: (payload: z.output<Signal['payload']>) => void): () => void;

  /** Called whenever signals may have been missed: what was remembered because of them is to be asked anew. */
  onMissed(listener: () => void): () => void;

  /**
   * Says that this process answers what goes to the `holder` of a member, until it lets go or dies. False where another
   * living one does. Says nothing about keys: those are the holder's alone.
   */
  hold(member: MemberId): Promise<boolean>;
  letGo(member: MemberId): void;
  /** Called where another process holds a member that this one held: it was taken for dead meanwhile. */
  onHeldElsewhere(listener: (member: MemberId) => void): () => void;
}

/** One ordered, resumable stream of frames. Gone 60 s after `end()`. */
export interface BusStream {
  /** Errors: `invalid_request` after `end()` or past the bound of one stream. */
  append(entry: TurnFrame): Promise<void>;
  end(): Promise<void>;
  /** False before the first `append`, and once the stream is gone. */
  exists(): Promise<boolean>;
  /**
   * Replays from the start, then follows, and ends after `end()` or when `signal` aborts. A reader may come before the
   * writer: it waits 30 s for the first frame. Ask `exists()` before reading one that may be gone.
   */
  read(options: { signal?: AbortSignal }): AsyncIterable<TurnFrame>;
}
