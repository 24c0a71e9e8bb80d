import type { z } from 'zod';
import { type CallContract, MirrorError, type Role } from '#libs/contracts/index.js';
import { misfit } from '../domain/misfit.js';
import { late } from '../domain/unanswered.js';
import { asKnownOutside, noteMisfit } from '../failure.js';
import { settledWithin } from '../settled-within.js';
import type { Wiring } from '../wiring.js';

/** Rejects once the deadline has passed. What the handler does after that is ignored: the caller has gone on. */
const within = <T>(contract: CallContract, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late(contract.to)), contract.deadlineMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });

/** Calls between the roles of one process: a function call, through the same schemas as between processes. */
export class InProcessCalls {
  private running = new Set<Promise<unknown>>();
  private closed = false;

  constructor(private readonly wiring: () => Wiring) {}

  async call<Contract extends CallContract>(
    from: Role,
    contract: Contract,
    request: z.input<Contract['request']>,
  ): Promise<z.output<Contract['reply']>> {
    // Least privilege inside one process too: a part that was taken over can ask no more than its role may.
    if (!contract.from.includes(from)) throw new MirrorError('forbidden', `${from} may not ask this of ${contract.to}.`);
    if (this.closed) throw new MirrorError('shutting_down');
    const asked = contract.request.safeParse(request);
    if (!asked.success) throw new MirrorError('invalid_request', misfit('request', asked.error));

    const work = this.answer(contract, asked.data);
    this.running.add(work);
    const settled = () => this.running.delete(work);
    work.then(settled, settled);
    const replied = contract.reply.safeParse(await within(contract, work));
    if (replied.success) return replied.data as z.output<Contract['reply']>;
    noteMisfit(contract.name, replied.error.issues[0]?.code ?? 'unknown');
    throw new MirrorError('internal');
  }

  private async answer(contract: CallContract, request: unknown): Promise<unknown> {
    try {
      const run = this.wiring().answer(contract);
      if (!run) throw new Error(`${contract.name} is not answered in this process.`);
      return await run(request);
    } catch (error) {
      throw asKnownOutside({ contract: contract.name }, error);
    }
  }

  /** Takes no more calls, and gives those under way `drainMs` to end. */
  async close(drainMs: number): Promise<void> {
    this.closed = true;
    await settledWithin(drainMs, this.running);
  }
}
