import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { MirrorError } from '#libs/contracts/index.js';
import { reflectionCalls } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Caller, Endpoint, Input, type MemberCaller, type RouteInput, type RouteOutput, sendLines } from '#libs/platform/http/index.js';
import { HistoryDesk } from './history.desk.js';
import { toWire, type WireFrame } from './spoken.frames.js';
import { TurnDesk } from './turn.desk.js';
import type { FrameStream } from './turn.following.js';

/** Ends when the answer is complete or its reader is gone. */
const gone = (reply: FastifyReply): AbortSignal => {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return controller.signal;
};

/** Turns and history over HTTP. The WebSocket (turn.socket.ts) speaks the same frames through the same desk. */
@Controller()
export class TurnHttp {
  private readonly bus: RoleBus;

  constructor(
    bus: Bus,
    private readonly desk: TurnDesk,
    private readonly history: HistoryDesk,
  ) {
    this.bus = bus.for('gateway');
  }

  @Endpoint('reflect')
  async reflect(@Caller() caller: MemberCaller, @Input() { body }: RouteInput<'reflect'>, @Res() reply: FastifyReply) {
    await this.send(reply, this.desk.reflect({ caller, signal: gone(reply) }, body));
  }

  @Endpoint('again')
  async again(@Caller() caller: MemberCaller, @Input() { params, body }: RouteInput<'again'>, @Res() reply: FastifyReply) {
    await this.send(reply, this.desk.again({ caller, signal: gone(reply) }, params.turn, body));
  }

  @Endpoint('turnStream')
  async stream(@Caller() caller: MemberCaller, @Input() { params, body }: RouteInput<'turnStream'>, @Res() reply: FastifyReply) {
    await this.send(reply, this.desk.resume({ caller, signal: gone(reply) }, params.turn, body.after, body.streamKey));
  }

  @Endpoint('cancel')
  async cancel(@Caller() caller: MemberCaller, @Input() { params }: RouteInput<'cancel'>): Promise<RouteOutput<'cancel'>> {
    await this.desk.cancel(caller, params.turn);
    return { done: true };
  }

  @Endpoint('turn')
  turn(@Caller() { member }: MemberCaller, @Input() { params }: RouteInput<'turn'>): Promise<RouteOutput<'turn'>> {
    return this.history.turn(member, params.turn);
  }

  @Endpoint('sessions')
  sessions(@Caller() { member }: MemberCaller, @Input() { query }: RouteInput<'sessions'>): Promise<RouteOutput<'sessions'>> {
    return this.history.sessions(member, query.before, query.limit);
  }

  @Endpoint('session')
  session(@Caller() { member }: MemberCaller, @Input() { params, query }: RouteInput<'session'>): Promise<RouteOutput<'session'>> {
    return this.history.session(member, params.session, query.before, query.limit);
  }

  @Endpoint('engine')
  engine(): Promise<RouteOutput<'engine'>> {
    return this.bus.call(reflectionCalls.engine, {});
  }

  private send(reply: FastifyReply, frames: FrameStream): Promise<void> {
    return sendLines<WireFrame>(reply, frames, (error: MirrorError) => toWire({ type: 'problem', problem: error.toProblem() }));
  }
}
