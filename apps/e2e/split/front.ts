import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What stands before several gateways: connections go to one after another, and to the next where one is not there. */
export class Front {
  private next = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly ports: readonly number[],
  ) {
    server.on('connection', (client) => void this.pass(client));
  }

  static async listen(port: number, ports: readonly number[]): Promise<Front> {
    const server = createServer({ pauseOnConnect: true }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new Front(server, ports);
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private async pass(client: Socket): Promise<void> {
    client.on('error', () => undefined);
    const gateway = await this.reach();
    if (!gateway) return void client.resetAndDestroy();
    for (const [end, other] of [
      [client, gateway],
      [gateway, client],
    ] as const) {
      this.open.add(end);
      end.on('error', () => other.destroy());
      end.on('close', () => {
        this.open.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  }

  private async reach(): Promise<Socket | undefined> {
    for (let tried = 0; tried < this.ports.length; tried++) {
      const port = this.ports[this.next++ % this.ports.length] ?? 0;
      const socket = connect(port, '127.0.0.1');
      try {
        await once(socket, 'connect');
        return socket;
      } catch {
        // The next one may be there.
      }
    }
    return undefined;
  }
}
