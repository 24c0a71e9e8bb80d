import type { z } from 'zod';
import { MirrorError, type SignalContract } from '#libs/contracts/index.js';
import { misfit } from '../domain/misfit.js';
import { noteMistake } from '../failure.js';

type Listener = (payload: unknown) => void;

/** Broadcasts within one process. Delivered after the sender has gone on, so that no listener can hold it up or break it. */
export class InProcessSignals {
  private readonly listeners = new Map<string, Set<Listener>>();

  signal<Signal extends SignalContract>(signal: Signal, payload: z.input<Signal['payload']>): void {
    const parsed = signal.payload.safeParse(payload);
    if (!parsed.success) throw new MirrorError('invalid_request', misfit(signal.name, parsed.error));
    for (const listener of this.listeners.get(signal.name) ?? []) queueMicrotask(() => this.deliver(signal.name, listener, parsed.data));
  }

  onSignal<Signal extends SignalContract>(signal: Signal, listener: (payload: z.output<Signal['payload']>) => void): () => void {
    const listeners = this.listeners.get(signal.name) ?? new Set<Listener>();
    this.listeners.set(signal.name, listeners);
    // An entry of its own, so that the same function may listen twice and stop once.
    const entry: Listener = (payload) => listener(payload as z.output<Signal['payload']>);
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  close(): void {
    this.listeners.clear();
  }

  private deliver(name: string, listener: Listener, payload: unknown): void {
    try {
      listener(payload);
    } catch (error) {
      noteMistake({ signal: name }, error);
    }
  }
}
