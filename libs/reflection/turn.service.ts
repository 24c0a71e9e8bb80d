import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Begun, type MemberId, MirrorError, type ReplyId, reflectionCalls, signals, type TurnId } from '#libs/contracts/index.js';
import { equalBytes, fromBase64url, newId } from '#libs/crypto/index.js';
import { Answers, Bus, type CallReply, type CallRequest, type RoleBus } from '#libs/platform/bus/index.js';
import { AnsweringService } from './answering.service.js';
import { TurnEndings } from './turn.endings.js';
import { TurnOrder } from './turn.order.js';
import { NO_HELP, pinnedHelp, WordsPayload } from './turn.payload.js';
import { TurnRepository, type TurnRow } from './turn.repository.js';
import { TurnSealing } from './turn.sealing.js';

/** How long a turn that another process answers may take to end once it is told to. */
const CANCEL_PATIENCE_MS = 2_000;

type Begin = CallRequest<typeof reflectionCalls.begin>;

/** Turns from the gate's word to the disk: begun once, taken up again, stopped, found. */
@Injectable()
export class TurnService {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly turns: TurnRepository,
    private readonly sealing: TurnSealing,
    private readonly answering: AnsweringService,
    private readonly order: TurnOrder,
    private readonly endings: TurnEndings,
  ) {
    this.bus = bus.for('reflection');
  }

  /**
   * Seals the words and commits them with their data key; the engine starts at once beside the commit, but not a
   * character of it goes out before the words are on the disk.
   */
  @Answers(reflectionCalls.begin)
  async begin(request: Begin): Promise<CallReply<typeof reflectionCalls.begin>> {
    this.answering.refuseWhileStopping();
    const { member, session, turn, reply, pattern, cleared, certificate, help, idempotencyKey } = request;
    const payload: WordsPayload = { version: 1, cleared, certificate, pattern, help: help?.region ?? NO_HELP };
    const ahead = this.order.lookAhead({ member, session, turn });
    // The same attempt sent twice is known by what the member sent, not by the stamps, which differ.
    const [sealed, standing] = await Promise.all([
      this.sealing.seal(member, 'reflect', 'reflection', payload, JSON.stringify([session, pattern, cleared.text])),
      // Beside the sealing it costs no time, and an attempt that was here before asks no engine a second time.
      this.turns.ofAttempt(member, idempotencyKey),
    ]);
    const { mac, ...words } = sealed;
    if (!mac) throw new MirrorError('vault_unavailable');
    if (standing) return this.repeated(member, standing, mac);
    const at = new Date();
    const committed = this.turns.insert({ id: turn, member, session, at, reply, idempotencyKey, words, mac });
    const accepted = committed.then((result) => ('ordinal' in result ? result.ordinal : undefined));
    const task = { member, session, turn, reply, streamKey: request.streamKey, payload, accepted, ahead };
    // Its failure is met below. The words are on their way to the disk before this process is busy with its engine.
    accepted.catch(() => undefined);
    await setImmediate();
    const answered = this.answering.start(task);
    const result = await committed;
    if ('standing' in result) return this.repeated(member, result.standing, mac);
    await answered.opened;
    return { turn, session, at: at.toISOString(), pattern, reply, repeated: false, help };
  }

  /** The same key with the same words is the same turn; with other words it is a mistake of the client. */
  private async repeated(member: MemberId, standing: TurnRow, mac: string): Promise<Begun> {
    if (!equalBytes(standing.mac, fromBase64url(mac))) throw new MirrorError('idempotency_mismatch');
    return this.begun(member, standing, standing.reply, true);
  }

  @Answers(reflectionCalls.again)
  async again({ member, turn, request }: CallRequest<typeof reflectionCalls.again>): Promise<CallReply<typeof reflectionCalls.again>> {
    this.answering.refuseWhileStopping();
    const row = await this.turns.find(member, turn);
    if (row.againKey === request.idempotencyKey) return this.begun(member, row, row.reply, true);
    if (row.state === 'running') throw new MirrorError('turn_running');
    if (row.state === 'answered') throw new MirrorError('turn_answered');
    const begun = await this.begun(member, row, newId<ReplyId>(), false);
    const payload = await this.words(member, row);
    const reopened = await this.turns.reopen(member, turn, begun.reply, request.idempotencyKey);
    if (!reopened) return this.outrun(member, turn, request.idempotencyKey);
    const { session, reply } = begun;
    const task = {
      member,
      session,
      turn,
      reply,
      streamKey: request.streamKey,
      payload,
      accepted: Promise.resolve(row.ordinal),
    };
    await this.answering.start(task).opened;
    return begun;
  }

  /** Somebody was quicker: the same request sent twice is one, another device's reply is not ours to follow unasked. */
  private async outrun(member: MemberId, turn: TurnId, againKey: string): Promise<Begun> {
    const row = await this.turns.find(member, turn);
    if (row.againKey !== againKey) throw new MirrorError('turn_running');
    return this.begun(member, row, row.reply, true);
  }

  @Answers(reflectionCalls.cancel)
  async cancel({ member, turn }: CallRequest<typeof reflectionCalls.cancel>): Promise<CallReply<typeof reflectionCalls.cancel>> {
    const { session, reply, state, abandoned } = await this.turns.standing(member, turn);
    if (state !== 'running' || this.answering.cancel(turn)) return {};
    // Whoever answers it ends it with what was said so far. Where nobody hears, it is ended here, without that.
    this.bus.signal(signals.turnCancelled, { turn });
    const isEnded = !abandoned && (await this.order.endsWithin(member, turn, CANCEL_PATIENCE_MS));
    if (!isEnded) await this.endings.end({ member, session, turn, reply }, 'cancelled', undefined);
    return {};
  }

  @Answers(reflectionCalls.find)
  async find({ member, turn }: CallRequest<typeof reflectionCalls.find>): Promise<CallReply<typeof reflectionCalls.find>> {
    const { session, reply, state } = await this.turns.standing(member, turn);
    return { turn, session, reply, running: state === 'running' };
  }

  private async begun(member: MemberId, row: TurnRow, reply: ReplyId, repeated: boolean): Promise<Begun> {
    const words = await this.words(member, row);
    const { pattern } = words;
    const help = pinnedHelp(words);
    return { turn: row.id, session: row.session, at: row.at.toISOString(), pattern, reply, repeated, help };
  }

  private async words(member: MemberId, row: TurnRow): Promise<WordsPayload> {
    const [words] = await this.sealing.open(member, 'reflect', WordsPayload, [
      { item: row.wordsItem, collection: 'reflection', envelope: row.words },
    ]);
    if (!words) throw new MirrorError('sealed_damaged');
    return words;
  }
}
