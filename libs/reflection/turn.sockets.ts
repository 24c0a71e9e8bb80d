import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer } from 'ws';
import { SocketGate } from '#libs/access/index.js';
import { closeCodes, type MemberId, reflectionCalls, signals } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { TurnDesk } from './turn.desk.js';
import { TurnLimits } from './turn.limits.js';
import { TurnSocket } from './turn.socket.js';

const PATH = '/v1/stream';
/** One frame; a turn of 2,000 characters in any script is far below. */
const MAX_FRAME = 64 * 1024;
const MOST_CONNECTIONS = 2_000;

/** All WebSockets of this process: opened on upgrade, told what concerns their member, closed on revocation and at the end. */
@Injectable()
export class TurnSockets implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly bus: RoleBus;
  private readonly open = new Set<TurnSocket>();
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: false });
  private readonly unlisten: (() => void)[] = [];

  constructor(
    bus: Bus,
    private readonly http: HttpAdapterHost,
    private readonly config: Config,
    private readonly access: SocketGate,
    private readonly desk: TurnDesk,
    private readonly limits: TurnLimits,
  ) {
    this.bus = bus.for('gateway');
  }

  onApplicationBootstrap(): void {
    const listener = (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head);
    this.http.httpAdapter.getHttpServer().on('upgrade', listener);
    this.unlisten.push(
      this.bus.onSignal(signals.deviceRemoved, ({ device }) => {
        for (const socket of this.open) if (socket.caller?.device === device) socket.close(closeCodes.revoked, 'device removed');
      }),
      this.bus.onSignal(signals.vaultChanged, ({ member, state }) => void this.tell(member, state)),
      this.bus.onSignal(signals.workDone, ({ member }) => void this.tell(member, 'unlocked')),
    );
  }

  onModuleDestroy(): void {
    for (const stop of this.unlisten) stop();
    for (const socket of this.open) socket.close(1001, 'the server is stopping');
    this.server.close();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.refusalOf(request);
    if (refusal) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      const opened = new TurnSocket(webSocket, this.access, this.desk, this.limits);
      this.open.add(opened);
      webSocket.on('close', () => this.open.delete(opened));
      void opened.greet().catch(() => opened.close(1011, 'the server can not answer now'));
    });
  }

  private refusalOf(request: IncomingMessage): string | undefined {
    if (request.url?.split('?')[0] !== PATH) return '404 Not Found';
    // Cross-site WebSocket hijacking: browsers send Origin and no same-origin policy holds them back.
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.config.origin) return '403 Forbidden';
    return this.open.size >= MOST_CONNECTIONS ? '503 Service Unavailable' : undefined;
  }

  private async tell(member: MemberId, state: 'locked' | 'unlocked'): Promise<void> {
    const listening = [...this.open].filter((socket) => socket.caller?.member === member);
    if (listening.length === 0) return;
    const { waiting } = await this.bus.call(reflectionCalls.waiting, { member }).catch(() => ({ waiting: 0 }));
    for (const socket of listening) socket.send({ type: 'vault', state, waiting });
  }
}
