import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Somebody on the way between device and node who changes one letter of each piece of text. Whoever runs with
 * `environment` reaches the node through it, at the node's own address: what a changed route does, without root.
 */
export class Intruder {
  changed = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), 'mirrorstead-intruder-'));

  private constructor(
    private readonly server: Server,
    nodePort: number,
  ) {
    server.on('connection', (device) => {
      const node = connect(nodePort, 'localhost');
      device.pipe(node);
      node.on('data', (chunk) => device.write(this.change(chunk)));
      node.on('close', () => device.destroy());
      device.on('close', () => node.destroy());
      for (const end of [device, node]) end.on('error', () => undefined);
    });
    writeFileSync(join(this.folder, 'route.mjs'), route(nodePort, (server.address() as AddressInfo).port));
  }

  static async before(nodePort: number): Promise<Intruder> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Intruder(server, nodePort);
  }

  get environment(): Record<string, string> {
    return { NODE_OPTIONS: `--import ${join(this.folder, 'route.mjs')}` };
  }

  async remove(): Promise<void> {
    this.server.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Changes the first letter of a segment's text to another one; the length stays, so that all else fits. */
  private change(chunk: Buffer): Buffer {
    const text = chunk.toString('latin1');
    if (!text.includes('"segment"')) return chunk;
    return Buffer.from(
      text.replace(/("text":"[^A-Za-z"]*)([A-Za-z])/g, (_, before: string, letter: string) => {
        this.changed += 1;
        return before + (letter === 'x' ? 'y' : 'x');
      }),
      'latin1',
    );
  }
}

/** Sends connections that are meant for one port to another: every way of Node to connect ends here. */
const route = (from: number, to: number): string => `
import { Socket } from 'node:net';
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (Number(options.port) === ${from}) Object.assign(options, { port: ${to}, host: '127.0.0.1' });
  return connect.apply(this, given);
};
`;
