import { type CallContract, type InstanceId, type MemberId, MirrorError, type Role, type SignalContract } from '#libs/contracts/index.js';
import type { BusAdapter, CarriedBus } from '#libs/platform/bus/adapter.js';
import { InProcessBus } from '#libs/platform/bus/in-process/in-process-bus.js';
import { InProcessStreams } from '#libs/platform/bus/in-process/streams.js';
import { Bus, type BusStream, postgresQueues, type RoleBus } from '#libs/platform/bus/index.js';
import type { Outbox } from '#libs/platform/bus/outbox/outbox.js';
import type { Wiring } from '#libs/platform/bus/wiring.js';

/**
 * What lies between the processes of a spec that has several of them, each a Nest context with roles of its own. It does
 * what the bus over Redis promises, and a spec decides what gets lost: signals, presence.
 */
export class Wires {
  readonly streams = new InProcessStreams();
  readonly buses = new Map<InstanceId, WiredBus>();
  readonly holders = new Map<MemberId, InstanceId>();
  /** Streams that can't be read any more, as after Redis was emptied. */
  readonly lost = new Set<string>();

  /** For one process: see `startVault`. */
  readonly adapter = ({ nodeUrl }: { nodeUrl: string }): BusAdapter => ({
    elsewhere: true,
    carry: ({ wiring }) => ({
      queues: postgresQueues(nodeUrl, 600),
      alone: false,
      wake: () => undefined,
      bus: (outbox) => new WiredBus(this, wiring, outbox),
    }),
  });

  /** The process that answers a call of `asking`, by what its contract says. */
  answering(contract: CallContract, request: unknown, asking: WiredBus): WiredBus {
    const { replica } = contract;
    if (replica === undefined) return asking;
    if (typeof replica === 'object') return this.present(replica.named(request as never)) ?? refuse('challenge_expired');
    const holder = this.holderOf((request as { member: MemberId }).member);
    if (holder) return holder;
    return replica === 'holder' ? refuse('vault_locked') : asking;
  }

  holderOf(member: MemberId): WiredBus | undefined {
    return this.present(this.holders.get(member));
  }

  stream(id: string, key: string): BusStream {
    const stream = this.streams.stream(id);
    if (key !== '' && !this.lost.has(id)) return stream;
    return { ...stream, exists: async () => false, read: async function* () {} };
  }

  private present(instance: InstanceId | undefined): WiredBus | undefined {
    const bus = instance && this.buses.get(instance);
    return bus?.isPresent ? bus : undefined;
  }
}

const refuse = (code: 'challenge_expired' | 'vault_locked'): never => {
  throw new MirrorError(code);
};

/** The bus of one of several processes. */
export class WiredBus extends Bus implements CarriedBus {
  readonly instance: InstanceId;
  /** False: the others take this process for dead. */
  isPresent = true;
  /** True: signals to this process get lost. */
  isDeaf = false;
  private readonly inner: InProcessBus;
  private readonly missed = new Set<() => void>();
  private readonly heldElsewhere = new Set<(member: MemberId) => void>();
  private readonly held = new Set<MemberId>();

  constructor(
    private readonly wires: Wires,
    wiring: () => Wiring,
    outbox: Outbox,
  ) {
    super();
    this.inner = new InProcessBus(wiring, outbox, 1_000, false);
    this.instance = this.inner.instance;
  }

  for(role: Role): RoleBus {
    const inner = this.inner.for(role);
    return {
      ...inner,
      call: async (contract, request) => this.wires.answering(contract, request, this).inner.for(role).call(contract, request),
      stream: (id, key) => this.wires.stream(id, key),
      signal: (signal, payload) => {
        for (const bus of this.wires.buses.values()) bus.hear(role, signal, payload);
      },
      onMissed: (listener) => listen(this.missed, listener),
      onHeldElsewhere: (listener) => listen(this.heldElsewhere, listener),
      hold: async (member) => {
        const holder = this.wires.holderOf(member);
        if (holder && holder !== this) return false;
        this.wires.holders.set(member, this.instance);
        this.held.add(member);
        return true;
      },
      letGo: (member) => {
        this.held.delete(member);
        if (this.wires.holders.get(member) === this.instance) this.wires.holders.delete(member);
      },
    };
  }

  /** Is heard of again after it was not, and finds out what happened meanwhile. */
  return(): void {
    this.isPresent = true;
    this.isDeaf = false;
    for (const member of [...this.held]) {
      const holder = this.wires.holders.get(member);
      if (holder === this.instance) continue;
      this.held.delete(member);
      for (const listener of this.heldElsewhere) listener(member);
    }
    for (const listener of this.missed) listener();
  }

  async open(): Promise<void> {
    this.wires.buses.set(this.instance, this);
  }

  begin(): Promise<void> {
    return this.inner.begin();
  }

  show(): void {
    // Nothing that an operator could mend.
  }

  async close(): Promise<void> {
    this.wires.buses.delete(this.instance);
    await this.inner.close();
  }

  private hear<Signal extends SignalContract>(from: Role, signal: Signal, payload: unknown): void {
    if (!this.isDeaf) this.inner.for(from).signal(signal, payload as never);
  }
}

const listen = <Listener>(listeners: Set<Listener>, listener: Listener): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
