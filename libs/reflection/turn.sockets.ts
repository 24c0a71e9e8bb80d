import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Injectable, OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer } from 'ws';
import { Sockets } from '#libs/access/index.js';
import { type MemberId, reflectionCalls, signals, vaultCalls } from '#libs/contracts/index.js';
import { Bus, type RoleBus } from '#libs/platform/bus/index.js';
import { Config } from '#libs/platform/config/index.js';
import { clientAddress, Front } from '#libs/platform/http/index.js';
import { TurnDesk } from './turn.desk.js';
import { MAX_FRAME, TurnSocket } from './turn.socket.js';

const PATH = '/v1/stream';
const MOST_CONNECTIONS = 2_000;

/** All WebSockets of this process: opened on upgrade, told what concerns their member, closed on revocation and at the end. */
@Injectable()
export class TurnSockets implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly bus: RoleBus;
  private readonly front: Front | undefined;
  private readonly open = new Set<TurnSocket>();
  /** What is a little too large is read to its end, so that the device can be told; beyond that ws closes by itself (1009). */
  private readonly server = new WebSocketServer({ noServer: true, maxPayload: 4 * MAX_FRAME, perMessageDeflate: false });
  private readonly unlisten: (() => void)[] = [];

  constructor(
    bus: Bus,
    private readonly http: HttpAdapterHost,
    private readonly sockets: Sockets,
    private readonly desk: TurnDesk,
    config: Config,
  ) {
    this.bus = bus.for('gateway');
    this.front = config.behindProxy ? new Front(config.proxyNames) : undefined;
  }

  onApplicationBootstrap(): void {
    void this.front?.known();
    const listener = (request: IncomingMessage, socket: Duplex, head: Buffer) => this.upgrade(request, socket, head);
    this.http.httpAdapter.getHttpServer().on('upgrade', listener);
    this.unlisten.push(
      this.bus.onSignal(signals.vaultChanged, ({ member, state }) => void this.tell(member, state)),
      this.bus.onSignal(signals.workDone, ({ member }) => void this.tell(member, 'unlocked')),
      this.bus.onMissed(() => void this.tellAnew()),
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
      // Node.js leaves the socket to us, errors included: one that nobody hears would end the process.
      socket.on('error', () => socket.destroy());
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      const opened = new TurnSocket(webSocket, socket, clientAddress(request, this.front), this.sockets, this.desk);
      this.open.add(opened);
      webSocket.on('close', () => this.open.delete(opened));
      void opened.greet().catch(() => opened.close(1011, 'the server can not answer now'));
    });
  }

  private refusalOf(request: IncomingMessage): string | undefined {
    if (request.url?.split('?')[0] !== PATH) return '404 Not Found';
    try {
      this.sockets.requireOrigin(request.headers.origin);
    } catch {
      return '403 Forbidden';
    }
    return this.open.size >= MOST_CONNECTIONS ? '503 Service Unavailable' : undefined;
  }

  /** One of what was missed may have been that a vault closed: a page must not show it open for long. One member after another. */
  private async tellAnew(): Promise<void> {
    const members = new Set([...this.open].flatMap(({ member }) => member ?? []));
    for (const member of members) {
      const found = await this.bus.call(vaultCalls.state, { member }).catch(() => undefined);
      if (found) await this.tell(member, found.state);
    }
  }

  private async tell(member: MemberId, state: 'locked' | 'unlocked'): Promise<void> {
    const listening = [...this.open].filter((socket) => socket.member === member);
    if (listening.length === 0) return;
    const { waiting } = await this.bus.call(reflectionCalls.waiting, { member }).catch(() => ({ waiting: 0 }));
    for (const socket of listening) socket.send({ type: 'vault', state, waiting });
  }
}
