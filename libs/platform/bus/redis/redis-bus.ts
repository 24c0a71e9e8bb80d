import { type InstanceId, MirrorError, type Role } from '#libs/contracts/index.js';
import { newId } from '#libs/crypto/index.js';
import type { Health, Metrics } from '#libs/platform/health/index.js';
import type { BusGround, CarriedBus } from '../adapter.js';
import { Bus, type RoleBus } from '../bus.js';
import { askedBy, handlesEvents } from '../domain/table.js';
import type { Outbox } from '../outbox/outbox.js';
import type { BusKeys } from './bus-keys.js';
import type { Link, RedisAddress } from './link.js';
import { wakeChannel } from './names.js';
import { redisFacts, roleFacts } from './redis-facts.js';
import { RoleEnd } from './role-end.js';
import { requireClosedDoor, requireForgetful, requireSameVersion, requireSignedIn } from './server-checks.js';
import type { Wake } from './wake.js';

export type RedisBusParts = {
  address: RedisAddress;
  version: string;
  /** How long a start waits for Redis, and for the roles that it asks. */
  patienceMs: number;
  links: ReadonlyMap<Role, Link>;
  keys: ReadonlyMap<Role, BusKeys>;
  wake: Wake;
  ground: BusGround;
  outbox: Outbox;
};

const STOP_MS = 1_000;

/** The bus between processes. Everything of it in Redis is sealed, and may be lost at any moment. */
export class RedisBus extends Bus implements CarriedBus {
  readonly instance = newId<InstanceId>();
  private readonly ends = new Map<Role, RoleEnd>();
  private begun = false;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: RedisBusParts) {
    super();
    const { links, keys, ground, outbox, version } = parts;
    for (const [role, link] of links) {
      const own = keys.get(role);
      if (!own) throw new TypeError(`the role ${role} has no keys`);
      const end = new RoleEnd(link, own, {
        ground,
        myself: { instance: this.instance, version, bus: own.bus },
        beside: (other) => this.ends.get(other),
        begun: (asking, asked) => this.untilAnswered(asking, asked),
        onForgotten: () => this.begun && outbox.doubt(),
      });
      this.ends.set(role, end);
    }
  }

  for(role: Role): RoleBus {
    const { ground, outbox } = this.parts;
    const end = this.end(role);
    return {
      call: (contract, request) => end.asking.call(contract, request),
      publish: (transaction, event, payload) => outbox.publish(transaction, event, payload),
      stream: (id, key) => {
        const stream = end.streams.stream(id, key);
        const mayWrite = ground.contracts.streams.from.includes(role);
        return mayWrite
          ? stream
          : { ...stream, append: () => Promise.reject(new MirrorError('forbidden', `${role} may not write streams.`)) };
      },
      signal: (signal, payload) => end.signals.signal(signal, payload),
      onSignal: (signal, listener) => end.signals.onSignal(signal, listener),
      onMissed: (listener) => end.link.onMissed(listener),
      hold: (member) => end.holding.hold(member),
      letGo: (member) => end.holding.letGo(member),
      onHeldElsewhere: (listener) => end.holding.onHeldElsewhere(listener),
    };
  }

  async open(): Promise<void> {
    try {
      await this.openInOrder();
    } catch (error) {
      // What was opened would keep a process alive that said that it can't start.
      for (const link of this.parts.links.values()) link.close();
      throw error;
    }
  }

  private async openInOrder(): Promise<void> {
    const { address, patienceMs, links, version, ground } = this.parts;
    await requireClosedDoor(address, patienceMs);
    for (const link of links.values()) {
      await requireSignedIn(link, address, patienceMs);
      await requireForgetful(link, address);
    }
    for (const end of this.ends.values()) {
      // Before anyone sees this one: who is of another version must not be asked, nor ask.
      const roles = new Set(ground.contracts.calls.flatMap(({ to, from }) => [to, ...from]));
      requireSameVersion(version, (await Promise.all([...roles].map((role) => end.presence.of(role)))).flat());
      await end.open();
    }
  }

  async begin(): Promise<void> {
    try {
      await this.beginInOrder();
    } catch (error) {
      // The others must not wait for a process that said that it can't start.
      await Promise.all([...this.ends.values()].map((end) => end.drain(STOP_MS).then(() => end.close())));
      throw error;
    }
  }

  private async beginInOrder(): Promise<void> {
    const { ground, outbox } = this.parts;
    await Promise.all([...this.ends.values()].map((end) => end.begin()));
    for (const [role, end] of this.ends) {
      await this.requireAnswered(end, askedBy(role, ground.contracts));
    }
    this.begun = true;
    await outbox.start();
    for (const [role, end] of this.ends) {
      if (handlesEvents(role, ground.contracts)) await end.link.hearOn(wakeChannel(role), () => outbox.wake());
      end.link.onMissed(() => outbox.wake());
    }
  }

  show(health: Health | undefined, metrics: Metrics | undefined): void {
    const ends = [...this.ends.values()];
    health?.register('redis', async () =>
      ends.every(({ presence }) => presence.heard) ? { ready: true } : { ready: false, detail: 'Redis does not answer.' },
    );
    const [first] = ends;
    if (first) {
      health?.describe('redis', () => redisFacts(first.link.commands, askedBy(first.link.role, this.parts.ground.contracts)));
      health?.describe('roles', () => roleFacts(first.presence));
    }
    metrics?.gauge('mirror_bus_calls_waiting', 'Calls of this process that wait for their reply.', [], (gauge) => {
      gauge.set(ends.reduce((count, { asking }) => count + asking.size, 0));
    });
    metrics?.gauge('mirror_bus_streams', 'Replies that this process is writing.', [], (gauge) => {
      gauge.set(ends.reduce((count, { streams }) => count + streams.size, 0));
    });
  }

  close(): Promise<void> {
    this.closing ??= this.closeInOrder();
    return this.closing;
  }

  /**
   * Handlers of events first, as they may still call. Then what this process asked its own roles, while they still take
   * calls; then it is gone for the others at once, ends what it answers, and last what it asked others.
   */
  private async closeInOrder(): Promise<void> {
    const { outbox, ground, wake, links } = this.parts;
    const limit = performance.now() + ground.timing.drainMs;
    const left = () => Math.max(200, limit - performance.now());
    const ends = [...this.ends.values()];
    if (this.begun) await outbox.close();
    await Promise.all(ends.map((end) => end.asking.settled(left(), [...links.keys()])));
    await Promise.all(ends.map((end) => end.drain(left())));
    for (const end of ends) end.asking.refuse();
    await Promise.all(ends.map((end) => end.asking.settled(left())));
    wake.close();
    await Promise.all(ends.map((end) => end.close()));
  }

  private end(role: Role): RoleEnd {
    const end = this.ends.get(role);
    if (!end) throw new MirrorError('internal', `${role} does not run in this process.`);
    return end;
  }

  /** While a process starts, not everyone whom it asks is there: its calls wait as long as a start may take. */
  private untilAnswered(end: RoleEnd, role: Role): Promise<void> | undefined {
    return this.begun ? undefined : this.requireAnswered(end, [role]);
  }

  private async requireAnswered(end: RoleEnd, roles: readonly Role[]): Promise<void> {
    const [missing] = await end.presence.missing(roles, this.parts.patienceMs);
    if (missing === undefined) return;
    const call = this.parts.ground.contracts.calls.find(({ from, to }) => from.includes(end.link.role) && to === missing);
    throw new MirrorError(
      'internal',
      `${end.link.role} asks ${missing} (${call?.name}), and no process of ${missing} answers. Start it, look why it does not start, then start again.`,
    );
  }
}
