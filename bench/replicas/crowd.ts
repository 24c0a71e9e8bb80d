import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Person } from '../../apps/e2e/person.js';
import type { SplitNode } from '../../apps/e2e/split/split-node.js';
import type { Order, Went } from './orders.js';

const PROCESSES = 2;

/** Members with a device each, in processes of their own. */
export class Crowd {
  private constructor(private readonly children: readonly ChildProcess[]) {}

  static async join(node: SplitNode, owner: Person, members: number): Promise<Crowd> {
    const program = fileURLToPath(new URL('clients-process.ts', import.meta.url));
    const crowd = new Crowd(Array.from({ length: PROCESSES }, () => fork(program)));
    const ports = node.of('gateway').map(({ place }) => place.port ?? node.port);
    const links: string[] = [];
    for (let member = 0; member < members; member++) links.push((await owner.client.invite(`Member ${member}`)).link);
    const share = (at: number) => links.filter((_, index) => index % PROCESSES === at);
    await Promise.all(crowd.children.map((child, at) => tell(child, { do: 'join', links: share(at), ports })));
    return crowd;
  }

  get pids(): number[] {
    return this.children.flatMap(({ pid }) => pid ?? []);
  }

  /** All of them at once. */
  async do(order: Order): Promise<Went[]> {
    return (await Promise.all(this.children.map((child) => tell(child, order)))).flat();
  }

  leave(): void {
    for (const child of this.children) child.disconnect();
  }
}

const tell = async (child: ChildProcess, order: Order): Promise<Went[]> => {
  const answer = once(child, 'message') as Promise<[Went[]]>;
  const ended = once(child, 'exit').then(() => {
    throw new Error('A process of clients ended.');
  });
  child.send(order);
  const [went] = await Promise.race([answer, ended]);
  return went;
};
