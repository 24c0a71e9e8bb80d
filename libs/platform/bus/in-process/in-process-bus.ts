import type { Role } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '../bus.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Wiring } from '../wiring.js';
import { InProcessCalls } from './calls.js';
import { InProcessSignals } from './signals.js';
import { InProcessStreams } from './streams.js';

/** The bus of the embedded node: all roles in one process. Calls, streams and signals stay in its memory. */
export class InProcessBus extends Bus {
  private readonly calls: InProcessCalls;
  private readonly streams = new InProcessStreams();
  private readonly signals = new InProcessSignals();
  private closing: Promise<void> | undefined;

  constructor(
    wiring: () => Wiring,
    private readonly outbox: Outbox,
    private readonly drainMs: number,
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
      signal: (signal, payload) => this.signals.signal(signal, payload),
      onSignal: (signal, listener) => this.signals.onSignal(signal, listener),
    };
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
