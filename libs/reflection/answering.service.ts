import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Counter, Histogram } from 'prom-client';
import { MirrorError, type Outcome, type SealedItem, signals, type TurnId } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Metrics } from '#libs/platform/health/index.js';
import { Log } from '#libs/platform/log/index.js';
import { LeasesService } from './leases.service.js';
import { whenBack } from './parts.patience.js';
import { ReplyWriter } from './reply.writer.js';
import { type Ending, SpeakingService } from './speaking.service.js';
import type { Task } from './task.js';
import { TurnContext } from './turn.context.js';
import { TurnEndings } from './turn.endings.js';
import type { ReplyPayload } from './turn.payload.js';
import { TurnSealing } from './turn.sealing.js';

/** Why an answer stops before its end. `lost`: while this process was away another one ended the turn, or took it up. */
type StopReason = 'cancelled' | 'stopping' | 'refused' | 'lost';
type Running = { stop: (reason: StopReason) => void; done: Promise<void> };

/** How long a reply waits for a part of the node that is away before it is given up as interrupted. */
const SETTLE_PATIENCE_MS = 30_000;
const UNFOUND_MS = 3_000;

/** Answers turns, each settled once, whatever happens on the way. */
@Injectable()
export class AnsweringService implements BeforeApplicationShutdown {
  private readonly bus: RoleBus;
  private readonly alone: boolean;
  private readonly running = new Map<TurnId, Running>();
  private stopping = false;
  private readonly settledTurns: Counter<'outcome'>;
  private readonly turnSeconds: Histogram;

  constructor(
    bus: Bus,
    private readonly speaking: SpeakingService,
    private readonly endings: TurnEndings,
    private readonly sealing: TurnSealing,
    private readonly context: TurnContext,
    private readonly leases: LeasesService,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.bus = bus.for('reflection');
    this.alone = bus.alone;
    // Outcomes and times of all members together; which engine answered would tell of words that no model gets.
    this.settledTurns = metrics.counter('mirror_turns_settled_total', 'Turns by how they ended.', ['outcome']);
    this.turnSeconds = metrics.histogram('mirror_turn_seconds', 'From accepted to settled.');
    this.bus.onSignal(signals.turnCancelled, ({ turn }) => void this.cancel(turn));
  }

  refuseWhileStopping(): void {
    if (this.stopping) throw new MirrorError('shutting_down');
  }

  /** Begins to answer. `opened` comes once there is a stream to follow; not at all where the turn was not accepted. */
  start(task: Task): { opened: Promise<void> } {
    const controller = new AbortController();
    const stream = this.bus.stream(task.reply, task.streamKey);
    const writer = new ReplyWriter(this.bus, stream, task);
    const opened = writer.open(task.accepted, task.payload.certificate);
    const done = this.answer(task, writer, opened, controller.signal)
      .catch((error: unknown) => this.log.error('turn_failed', error, { turn: task.turn }))
      .finally(() => this.forget(task, done));
    const stop = (reason: StopReason) => controller.abort(reason);
    this.running.set(task.turn, { stop, done });
    // A turn that was not accepted is nobody's: its engine stops, and nothing is settled.
    opened.then(
      () => this.running.get(task.turn)?.done === done && this.leases.hold(task, () => stop('lost')),
      () => stop('refused'),
    );
    return { opened };
  }

  /** False where it is not being answered here. */
  cancel(turn: TurnId): boolean {
    const running = this.running.get(turn);
    running?.stop('cancelled');
    return running !== undefined;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    // A turn that was being sealed when this began comes in a moment later.
    for (let running = [...this.running.values()]; running.length > 0; running = [...this.running.values()]) {
      for (const { stop } of running) stop('stopping');
      await Promise.all(running.map(({ done }) => done));
    }
  }

  private async answer(task: Task, writer: ReplyWriter, opened: Promise<void>, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const ending = await this.speaking.speak(task, writer, signal);
    try {
      await opened;
    } catch {
      // Whether the commit came through is not known: a row that did is ended, so that it can be asked again.
      await this.settle(task, 'interrupted', undefined).catch(() => undefined);
      return;
    }
    const outcome = outcomeOf(ending, signal);
    const settled = await this.conclude(task, writer, ending, outcome);
    this.settledTurns.inc({ outcome: settled });
    this.turnSeconds.observe((performance.now() - began) / 1000);
    // Without how long it took: a turn that was quick beside a slow model would tell of words that no model gets.
    this.log.info('turn_settled', { turn: task.turn, outcome: settled });
    const { uncertainty, trouble, violation } = ending;
    await writer.append({ type: 'settled', turn: task.turn, outcome: settled, uncertainty, trouble, ...violation });
    await writer.close();
    // One that does not verify is met again where it is opened, and told there.
    if (settled === 'answered') await this.context.remember(task, writer).catch(() => undefined);
  }

  /** Seals and commits what there is of the reply. A vault that closed meanwhile leaves the turn interrupted: its words are kept. */
  private async conclude(task: Task, writer: ReplyWriter, ending: Ending, outcome: Outcome): Promise<Outcome> {
    try {
      const sealed = await whenBack(() => this.sealWhereOpen(task, writer, ending), SETTLE_PATIENCE_MS);
      return await this.settle(task, outcome, sealed);
    } catch (error) {
      this.log.error('reply_not_kept', error, { turn: task.turn });
      await this.settle(task, 'interrupted', undefined).catch(() => undefined);
      return 'interrupted';
    }
  }

  /** Who has the vault open can't be found for a second after Redis was emptied; in one process there is nobody to find. */
  private sealWhereOpen(task: Task, writer: ReplyWriter, ending: Ending): Promise<SealedItem | undefined> {
    const seal = () => this.seal(task, writer, ending);
    return this.alone ? seal() : whenBack(seal, UNFOUND_MS, ['vault_locked']);
  }

  private async seal(task: Task, writer: ReplyWriter, ending: Ending): Promise<SealedItem | undefined> {
    const { segments, certificates } = writer;
    if (segments.length === 0) return undefined;
    const { engine, model, trouble, uncertainty, violation } = ending;
    const payload: ReplyPayload = { version: 1, segments, certificates, engine, model, trouble, uncertainty, ...violation };
    return this.sealing.seal(task.member, 'reflect', 'mirrorback', payload);
  }

  /** How the turn ended: as `outcome` says, unless it had been ended before. */
  private async settle(task: Task, outcome: Outcome, sealed: SealedItem | undefined): Promise<Outcome> {
    const stands = await whenBack(() => this.endings.end(task, outcome, sealed), SETTLE_PATIENCE_MS);
    return stands === undefined || stands === 'running' ? 'interrupted' : stands;
  }

  private forget({ turn, reply }: Task, done: Promise<void>): void {
    this.leases.release(reply);
    // Not where the turn was taken up again meanwhile.
    if (this.running.get(turn)?.done === done) this.running.delete(turn);
  }
}

const outcomeOf = (ending: Ending, signal: AbortSignal): Outcome => {
  if (ending.violation) return 'blocked';
  if (ending.complete) return 'answered';
  return signal.reason === 'cancelled' ? 'cancelled' : 'interrupted';
};
