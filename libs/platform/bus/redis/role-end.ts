import type { Role } from '#libs/contracts/index.js';
import type { BusGround } from '../adapter.js';
import { answersCalls, askedBy, handlesEvents, isAskedByName } from '../domain/table.js';
import { noteTrouble } from '../failure.js';
import { settledWithin } from '../settled-within.js';
import { Answering } from './answering.js';
import { Asking } from './asking.js';
import type { BusKeys } from './bus-keys.js';
import { CallWorker, EVENTS_KEPT } from './call-queue.js';
import { IncomingChannels, OutgoingChannels } from './channels.js';
import { Holding } from './holding.js';
import type { Link } from './link.js';
import { callQueue, eventQueue, instanceQueue, PREFIX } from './names.js';
import { type Myself, Presence } from './presence.js';
import { RedisSignals } from './signals.js';
import { RedisStreams } from './streams.js';

/** The keys that a queue of one process has even while it is empty go so long after it. */
const LEFT_MS = 60_000;

type Surroundings = {
  ground: BusGround;
  myself: Myself;
  beside: (role: Role) => RoleEnd | undefined;
  begun: (end: RoleEnd, role: Role) => Promise<void> | undefined;
  /** Redis had forgotten this process, and with it all that it held. */
  onForgotten: () => void;
};

/** All that one role of this process has on the bus, over one link. */
export class RoleEnd {
  readonly presence: Presence;
  readonly holding: Holding;
  readonly asking: Asking;
  readonly signals: RedisSignals;
  readonly streams: RedisStreams;
  private readonly answering: Answering;
  private workers: readonly CallWorker[] = [];

  constructor(
    readonly link: Link,
    keys: BusKeys,
    private readonly around: Surroundings,
  ) {
    const { ground, myself, beside, begun } = around;
    const incoming = new IncomingChannels(keys);
    const outgoing = new OutgoingChannels(keys, myself.instance);
    this.presence = new Presence(link, myself, (forgotten) => this.beat(forgotten));
    this.holding = new Holding(link, myself);
    this.asking = new Asking(link, outgoing, this.presence, myself.instance, (role) => begun(this, role));
    this.signals = new RedisSignals(
      link,
      { outgoing, incoming },
      ground.contracts.signals,
      (role) => beside(role)?.signals,
      myself.instance,
    );
    this.streams = new RedisStreams(link, this.presence, myself.instance, keys.bus);
    this.answering = new Answering(link, incoming, ground.contracts, ground.wiring);
  }

  /** From here on this role can ask, and be seen. */
  async open(): Promise<void> {
    if (askedBy(this.link.role, this.around.ground.contracts).length > 0) await this.asking.open();
    await this.signals.open();
    await this.presence.join();
  }

  /** From here on it answers. */
  async begin(): Promise<void> {
    // Not before the link is there: BullMQ remembers a connection that failed at first, and such a worker never works.
    this.workers = this.callQueues().map((name) => new CallWorker(this.link, name, (message) => this.answering.answer(message)));
    await Promise.all(this.workers.map((worker) => worker.run()));
    await this.presence.answer();
  }

  /** Takes no more calls, is seen no more, and gives those under way so long to end. */
  async drain(limitMs: number): Promise<void> {
    const gone = Promise.all([this.presence.leave(), this.holding.letGoOfAll()]).catch((error: unknown) =>
      noteTrouble('presence', error, this.link.role),
    );
    await settledWithin(limitMs, [gone, ...this.workers.map((worker) => worker.close())]);
  }

  async close(): Promise<void> {
    await this.streams.close();
    this.signals.close();
    await settledWithin(500, [this.asking.close()]);
    this.link.close();
  }

  private beat(forgotten: boolean): void {
    this.holding.renew();
    this.keepQueues(forgotten).catch((error: unknown) => noteTrouble('presence', error, this.link.role));
    if (forgotten) this.around.onForgotten();
  }

  private async keepQueues(forgotten: boolean): Promise<void> {
    const { role, commands } = this.link;
    // What BullMQ noted about a queue is gone too, and it would take up its own measure.
    for (const name of forgotten ? [...this.callQueues(), ...this.eventQueues()] : [])
      await commands.hset(`${PREFIX}:${name}:meta`, 'opts.maxLenEvents', EVENTS_KEPT);
    if (!isAskedByName(role, this.around.ground.contracts)) return;
    const own = instanceQueue(role, this.around.myself.instance);
    await Promise.all(['meta', 'id', 'events', 'stalled-check'].map((part) => commands.pexpire(`${PREFIX}:${own}:${part}`, LEFT_MS)));
  }

  private callQueues(): string[] {
    const { role } = this.link;
    const { contracts } = this.around.ground;
    const shared = answersCalls(role, contracts) ? [callQueue(role)] : [];
    return isAskedByName(role, contracts) ? [...shared, instanceQueue(role, this.around.myself.instance)] : shared;
  }

  private eventQueues(): string[] {
    return handlesEvents(this.link.role, this.around.ground.contracts) ? [eventQueue(this.link.role)] : [];
  }
}
