import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * How a wire treats what is sent over it. `hang`: connections stay, and nothing arrives. `reset`: what is open is reset,
 * what is new too. `refuse`: what is open ends, and nobody listens.
 */
export type WireState = 'whole' | 'hang' | 'reset' | 'refuse';

/** The way from one process to one backend, which a test can cut. */
export class Wire {
  private state: WireState = 'whole';
  private readonly pairs = new Set<readonly [Socket, Socket]>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    private readonly target: number,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** @param target port of the backend on this machine. */
  static async to(target: number): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, (server.address() as AddressInfo).port, target);
  }

  async set(state: WireState): Promise<void> {
    this.state = state;
    if (state === 'refuse' && this.server.listening) this.server.close();
    if (state !== 'refuse' && !this.server.listening) {
      this.server.listen(this.port, '127.0.0.1');
      await once(this.server, 'listening');
    }
    for (const pair of this.pairs) {
      if (state === 'hang') for (const end of pair) end.pause();
      else if (state === 'whole') for (const end of pair) end.resume();
      else for (const end of pair) end.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    for (const pair of this.pairs) for (const end of pair) end.destroy();
    if (!this.server.listening) return;
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.state === 'reset') return void near.resetAndDestroy();
    const far = connect(this.target, '127.0.0.1');
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [end, other] of [pair, [far, near] as const]) {
      end.setNoDelay(true);
      end.on('error', () => undefined);
      end.on('close', () => {
        this.pairs.delete(pair);
        other.destroy();
      });
      // By hand and not piped: a pipe would resume an end that a test paused.
      end.on('data', (chunk) => {
        if (!other.destroyed && !other.write(chunk) && this.state === 'whole') {
          end.pause();
          other.once('drain', () => this.state !== 'hang' && end.resume());
        }
      });
      if (this.state === 'hang') end.pause();
    }
  }
}
