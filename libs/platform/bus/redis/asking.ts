import type { z } from 'zod';
import { type CallContract, fromProblem, type InstanceId, type MemberId, MirrorError, type Role } from '#libs/contracts/index.js';
import { randomBytes } from '#libs/crypto/index.js';
import { misfit } from '../domain/misfit.js';
import { away, late } from '../domain/unanswered.js';
import { noteMisfit, noteRefused, noteTrouble } from '../failure.js';
import { settledWithin } from '../settled-within.js';
import { CallQueues } from './call-queues.js';
import { SealedAnswer } from './call-shapes.js';
import type { Channel } from './channel.js';
import type { OutgoingChannels } from './channels.js';
import { type Link, redisAway } from './link.js';
import { leaseKey, presenceKey, replyChannel } from './names.js';
import type { Presence } from './presence.js';
import { MESSAGE_ID_BYTES, openReply, parseReply, sealMessage } from './sealed-message.js';

type Waiting = { contract: CallContract; channel: Channel; resolve: (answer: SealedAnswer) => void };
/** Who is to answer: any process of the role, or that one; and what it means if nobody does, where that is known beforehand. */
type Way = { to: Role; instance?: InstanceId; silent?: () => MirrorError };

/** Asks for one role of this process: seals, enqueues, waits for the reply, each with its deadline. */
export class Asking {
  private readonly waiting = new Map<string, Waiting>();
  private readonly running = new Map<Promise<unknown>, CallContract>();
  private readonly queues: CallQueues;
  private closed = false;

  constructor(
    private readonly link: Link,
    private readonly channels: OutgoingChannels,
    private readonly presence: Presence,
    private readonly instance: InstanceId,
    /** Resolves when calls can be answered: at the start of a node not all of it is there. */
    private readonly begun: (role: Role) => Promise<void> | undefined,
  ) {
    this.queues = new CallQueues(link);
  }

  async open(): Promise<void> {
    await this.link.hearOn(replyChannel(this.link.role, this.instance), (message) => this.take(message));
  }

  /** See `RoleBus.call`. */
  async call<Contract extends CallContract>(
    contract: Contract,
    request: z.input<Contract['request']>,
  ): Promise<z.output<Contract['reply']>> {
    const from = this.link.role;
    if (!contract.from.includes(from)) throw new MirrorError('forbidden', `${from} may not ask this of ${contract.to}.`);
    if (this.closed) throw new MirrorError('shutting_down');
    const asked = contract.request.safeParse(request);
    if (!asked.success) throw new MirrorError('invalid_request', misfit('request', asked.error));
    const starting = this.begun(contract.to);
    if (starting) await starting;
    const work = this.ask(contract, request, asked.data);
    this.running.set(work, contract);
    const settled = () => this.running.delete(work);
    work.then(settled, settled);
    const answer = await work;
    if ('problem' in answer) throw fromProblem(answer.problem);
    const replied = contract.reply.safeParse(answer.reply);
    if (replied.success) return replied.data as z.output<Contract['reply']>;
    noteMisfit(contract.name, replied.error.issues[0]?.code ?? 'unknown');
    throw new MirrorError('internal');
  }

  /** The calls that are under way to one of these roles, or at all, have ended; false after `limitMs`. */
  settled(limitMs: number, to?: readonly Role[]): Promise<boolean> {
    return settledWithin(
      limitMs,
      [...this.running].filter(([, contract]) => !to || to.includes(contract.to)).map(([work]) => work),
    );
  }

  /** How many calls wait for their reply. */
  get size(): number {
    return this.running.size;
  }

  /** Takes no more calls. */
  refuse(): void {
    this.closed = true;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.queues.close();
  }

  /** One deadline over all of it: to find the way, to wait for Redis, to be answered. */
  private ask(contract: CallContract, request: unknown, asked: unknown): Promise<SealedAnswer> {
    const id = randomBytes(MESSAGE_ID_BYTES);
    const name = Buffer.from(id).toString('base64url');
    const { promise, resolve, reject } = Promise.withResolvers<SealedAnswer>();
    let way: Way | undefined;
    let over = false;
    const passed = () => {
      over = true;
      if (way) this.giveUp(way, name);
      if (!this.presence.heard) reject(redisAway());
      else if (way?.silent) reject(way.silent());
      else void this.silenceOf(contract.to).then(reject);
    };
    const timer = setTimeout(passed, contract.deadlineMs);
    const send = async () => {
      if (!this.link.ready && !(await this.link.becomesReady(contract.deadlineMs))) throw redisAway();
      const channel = await this.channels.to(contract.to);
      way = await this.wayOf(contract, asked);
      // Who asked was told that it failed: sent now, it would be done all the same.
      if (over) return;
      this.waiting.set(name, { contract, channel, resolve });
      await this.queues
        .of(way.to, way.instance)
        .add(name, sealMessage('request', channel, id, Date.now(), { contract: contract.name, request }));
    };
    send().catch((error: unknown) =>
      reject(error instanceof MirrorError ? error : new MirrorError('bus_unavailable', undefined, { cause: error })),
    );
    return promise.finally(() => {
      clearTimeout(timer);
      this.waiting.delete(name);
    });
  }

  private async wayOf(contract: CallContract, asked: unknown): Promise<Way> {
    const { to, replica } = contract;
    if (replica === undefined) return { to };
    if (typeof replica === 'object') {
      const instance = replica.named(asked);
      const gone = () => new MirrorError('challenge_expired');
      if (!(await this.presence.has(to, instance))) throw gone();
      return { to, instance, silent: gone };
    }
    const { member } = asked as { member: MemberId };
    const holder = (await this.link.commands.mirrorHolder(leaseKey(to, member), presenceKey(to, ''))) as InstanceId | null;
    if (holder === null && replica === 'holder') throw new MirrorError('vault_locked');
    if (holder === null) return { to };
    return { to, instance: holder, ...(replica === 'holder' ? { silent: () => new MirrorError('vault_locked') } : {}) };
  }

  /** Why nobody of a role answered. Looked for only then, so that a call that is answered costs no more. */
  private async silenceOf(role: Role): Promise<MirrorError> {
    try {
      return (await this.presence.of(role)).some(({ answers }) => answers) ? late(role) : away(role);
    } catch {
      return redisAway();
    }
  }

  private giveUp({ to, instance }: Way, id: string): void {
    if (!this.link.ready) return;
    this.queues.of(to, instance).remove(id);
    if (instance) this.dropIfGone(to, instance).catch((error: unknown) => noteTrouble('calls', error, this.link.role));
  }

  /** Nobody else works off the queue of one process: what lies there when it is gone would lie there for ever. */
  private async dropIfGone(to: Role, instance: InstanceId): Promise<void> {
    if (!(await this.presence.has(to, instance))) await this.queues.of(to, instance).obliterate();
  }

  private take(message: Buffer): void {
    try {
      const reply = parseReply(message);
      const name = Buffer.from(reply.id).toString('base64url');
      const waiting = this.waiting.get(name);
      // Too late, or sent again.
      if (!waiting) return;
      const answer = SealedAnswer.parse(openReply(waiting.channel, waiting.contract.name, reply));
      this.waiting.delete(name);
      waiting.resolve(answer);
    } catch {
      // A forged reply must not end a call that the true one may still answer.
      noteRefused('unreadable', this.link.role);
    }
  }
}
