import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Script, Seen } from './script.js';

/** The scripted model in its own process, as whoever measures sees it. */
export class ModelProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(): Promise<ModelProcess> {
    const child = fork(fileURLToPath(new URL('model.ts', import.meta.url)));
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return new ModelProcess(child, port);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async follow(script: Script): Promise<void> {
    await new Promise<void>((resolve) => this.child.send(script, () => resolve()));
  }

  /** What it will have seen of the next request, once it has answered it. */
  async next(): Promise<Seen> {
    const [seen] = (await once(this.child, 'message')) as [Seen];
    return seen;
  }

  stop(): void {
    this.child.kill();
  }
}
