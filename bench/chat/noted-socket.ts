import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Socket } from '#libs/sdk/index.js';
import type { SocketNews, SocketOrder } from './socket-thread.js';

/** A frame as it came or left, and when. */
export type Frame = { at: bigint; data: string };

/** The client's WebSocket, with the times of its frames taken in a thread of its own. */
export class NotedSocket {
  sent: Frame[] = [];
  came: Frame[] = [];
  private readonly events = new EventEmitter();
  private readonly thread: Worker;

  constructor(url: string, origin: string) {
    this.thread = new Worker(new URL('socket-thread.ts', import.meta.url), { workerData: { url, origin } });
    this.thread.on('message', (news: SocketNews) => {
      if (news.type === 'sent') this.sent.push(news);
      if (news.type === 'message') this.came.push(news);
      this.events.emit(news.type, news);
    });
  }

  forget(): void {
    this.sent = [];
    this.came = [];
  }

  /** As the client sees it. */
  get socket(): Socket {
    return {
      send: (data) => this.order({ send: data }),
      close: (code) => this.order({ close: code }),
      addEventListener: (type: string, listener: (event: never) => void) => void this.events.on(type, listener as never),
    };
  }

  private order(order: SocketOrder): void {
    this.thread.postMessage(order);
  }
}
