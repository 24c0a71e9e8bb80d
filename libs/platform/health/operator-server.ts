import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Health } from './health.js';
import { Metrics } from './metrics.js';

type Answer = { status: number; type: string; body: string };

const json = (status: number, value: unknown): Answer => ({ status, type: 'application/json', body: JSON.stringify(value) });

/** `/metrics`, `/health/live`, `/health/ready` and `/report` on a port of their own, which no client of the node reaches. */
@Injectable()
export class OperatorServer implements OnApplicationShutdown {
  readonly #server: Server;

  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
  ) {
    this.#server = createServer((request, response) => {
      void this.#answer(request.method, request.url)
        .catch(() => json(500, { code: 'internal' }))
        .then((answer) => send(response, answer));
    });
  }

  /**
   * @param port 0 takes a free one.
   * @returns the port that it listens on.
   * @throws Error with a sentence where the port is in use.
   */
  async listen(port: number, host = '127.0.0.1'): Promise<number> {
    this.#server.listen(port, host);
    try {
      await once(this.#server, 'listening');
    } catch (cause) {
      throw new Error(`The port ${port} for health and metrics is in use: set MIRROR_METRICS_PORT to another one.`, { cause });
    }
    return (this.#server.address() as AddressInfo).port;
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(method = '', url = ''): Promise<Answer> {
    if (method !== 'GET') return json(405, { code: 'method_not_allowed' });
    switch (url.split('?')[0]) {
      case '/metrics':
        return { status: 200, type: this.metrics.contentType, body: await this.metrics.render() };
      case '/health/live':
        return json(200, { done: true });
      case '/health/ready': {
        const readiness = await this.health.readiness();
        return json(readiness.ready ? 200 : 503, readiness);
      }
      case '/report':
        return json(200, await this.health.report());
      default:
        return json(404, { code: 'not_found' });
    }
  }
}

const send = (response: ServerResponse, { status, type, body }: Answer): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
};
