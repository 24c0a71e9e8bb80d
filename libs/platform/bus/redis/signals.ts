import type { z } from 'zod';
import { MirrorError, type Role, type SignalContract } from '#libs/contracts/index.js';
import { randomBytes } from '#libs/crypto/index.js';
import type { BusContracts } from '../contracts.js';
import { misfit } from '../domain/misfit.js';
import { noteRefused, noteTrouble } from '../failure.js';
import { InProcessSignals } from '../in-process/signals.js';
import type { IncomingChannels, OutgoingChannels } from './channels.js';
import { AHEAD_MS, ageOf, inUse, SLACK_MS } from './freshness.js';
import type { Link } from './link.js';
import { signalChannel } from './names.js';
import { MESSAGE_ID_BYTES, openMessage, parseMessage, sealMessage } from './sealed-message.js';
import { SeenIds } from './seen-ids.js';

/** A signal is not waited for: one that is older than this and the slack says nothing any more. */
const GOOD_MS = 10_000;

type SealedSignal = { signal: string; payload: unknown };

/** Broadcasts of one role of this process, sealed to each role that is to hear them, and what it hears itself. */
export class RedisSignals {
  private readonly listeners = new InProcessSignals();
  private readonly seen = new SeenIds(GOOD_MS + SLACK_MS + AHEAD_MS);

  constructor(
    private readonly link: Link,
    private readonly channels: { outgoing: OutgoingChannels; incoming: IncomingChannels },
    private readonly contracts: BusContracts['signals'],
    /** The same of the other roles of this process: they hear it at once, and with Redis away too. */
    private readonly beside: (role: Role) => RedisSignals | undefined,
    private readonly instance: string,
  ) {}

  async open(): Promise<void> {
    const senders = new Set(this.contracts.filter(({ to }) => to.includes(this.link.role)).flatMap(({ from }) => from));
    await Promise.all(
      [...senders].map((from) => this.link.hearOn(signalChannel(from, this.link.role), (message) => void this.take(from, message))),
    );
  }

  /** See `RoleBus.signal`. */
  signal<Signal extends SignalContract>(signal: Signal, payload: z.input<Signal['payload']>): void {
    const { role } = this.link;
    if (!signal.from.includes(role)) throw new MirrorError('forbidden', `${role} may not send ${signal.name}.`);
    const parsed = signal.payload.safeParse(payload);
    if (!parsed.success) throw new MirrorError('invalid_request', misfit(signal.name, parsed.error));
    for (const to of signal.to) {
      this.beside(to)?.listeners.signal(signal, payload);
      this.send(to, { signal: signal.name, payload }).catch((error: unknown) => noteTrouble('signal', error, role));
    }
  }

  onSignal<Signal extends SignalContract>(signal: Signal, listener: (payload: z.output<Signal['payload']>) => void): () => void {
    if (!signal.to.includes(this.link.role)) throw new MirrorError('forbidden', `${this.link.role} may not hear ${signal.name}.`);
    return this.listeners.onSignal(signal, listener);
  }

  close(): void {
    this.listeners.close();
  }

  private async send(to: Role, sealed: SealedSignal): Promise<void> {
    const channel = await this.channels.outgoing.to(to);
    const message = sealMessage('signal', channel, randomBytes(MESSAGE_ID_BYTES), Date.now(), sealed);
    this.link.publish(signalChannel(this.link.role, to), Buffer.from(message.buffer));
  }

  private async take(from: Role, bytes: Buffer): Promise<void> {
    try {
      const message = parseMessage('signal', bytes);
      const channel = await this.channels.incoming.of(message.header);
      const sealed = openMessage('signal', channel, message) as SealedSignal;
      // Heard in this process already.
      if (channel.instance === this.instance) return;
      const contract = this.contracts.find(({ name }) => name === sealed.signal);
      const meant = contract?.to.includes(this.link.role) && contract.from.includes(channel.caller) && channel.caller === from;
      if (!contract || !meant) return noteRefused('unreadable', this.link.role);
      if (ageOf(message.at, Date.now(), GOOD_MS) !== 'fresh' || !inUse(channel.madeAt, message.at))
        return noteRefused('stale', this.link.role);
      // Last: what is refused anyway takes no room, or who recorded old signals could fill the memory of new ones.
      if (!this.seen.first(Buffer.from(message.id).toString('latin1'))) return noteRefused('replayed', this.link.role);
      this.listeners.signal(contract, sealed.payload as never);
    } catch {
      noteRefused('unreadable', this.link.role);
    }
  }
}
