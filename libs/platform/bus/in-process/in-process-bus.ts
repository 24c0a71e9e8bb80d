import { type InstanceId, MirrorError, type Role } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { CarriedBus } from '../adapter.js';
import { Bus, type RoleBus } from '../bus.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Wiring } from '../wiring.js';
import { InProcessCalls } from './calls.js';
import { InProcessSignals } from './signals.js';
import { InProcessStreams } from './streams.js';

/** The bus of the embedded node: all roles in one process. Calls, streams and signals stay in its memory. */
export class InProcessBus extends Bus implements CarriedBus {
  readonly instance = newId<InstanceId>();
  private readonly calls: InProcessCalls;
  private readonly streams = new InProcessStreams();
  private readonly signals = new InProcessSignals();
  private closing: Promise<void> | undefined;

  constructor(
    wiring: () => Wiring,
    private readonly outbox: Outbox,
    private readonly drainMs: number,
    override readonly alone = true,
  ) {
    super();
    this.calls = new InProcessCalls(wiring);
  }

  for(role: Role): RoleBus {
    return {
      call: (contract, request) => this.calls.call(role, contract, request),
      publish: (transaction, event, payload) => this.outbox.publish(transaction, event, payload),
      // The device's key is for streams that leave the process; these do not.
      stream: (id) => this.streams.stream(id),
      signal: (signal, payload) => {
        if (!signal.from.includes(role)) throw new MirrorError('forbidden', `${role} may not send ${signal.name}.`);
        this.signals.signal(signal, payload);
      },
      onSignal: (signal, listener) => this.signals.onSignal(signal, listener),
      // Nothing gets lost inside a process, and nobody else could hold a member.
      onMissed: () => () => undefined,
      hold: async () => true,
      letGo: () => undefined,
      onHeldElsewhere: () => () => undefined,
    };
  }

  async open(): Promise<void> {
    // Memory is there.
  }

  async begin(): Promise<void> {
    await this.outbox.start();
  }

  show(): void {
    // Nothing that an operator could mend.
  }

  /** Handlers of events first, as they may still call; then calls; then the readers of streams are let go. */
  close(): Promise<void> {
    this.closing ??= this.closeInOrder();
    return this.closing;
  }

  private async closeInOrder(): Promise<void> {
    await this.outbox.close();
    await this.calls.close(this.drainMs);
    this.streams.close();
    this.signals.close();
  }
}
