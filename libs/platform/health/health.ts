import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { MirrorError, type Readiness } from '#libs/contracts/index.js';

/** `detail`: a sentence for the operator, without content. */
export type PartHealth = { ready: boolean; detail?: string };
type Check = () => Promise<PartHealth>;

/** A part that does not answer for so long is not ready. */
const PATIENCE_MS = 2_000;

/** The parts of a process, each asked whether it is ready. */
@Injectable()
export class Health {
  readonly #checks = new Map<string, Check>();

  /** @returns takes the part away again. */
  register(part: string, check: Check): () => void {
    if (this.#checks.has(part)) throw new TypeError(`the part ${part} is registered twice`);
    this.#checks.set(part, check);
    return () => void this.#checks.delete(part);
  }

  /** All parts, asked at once. */
  async readiness(): Promise<z.output<typeof Readiness>> {
    const parts = await Promise.all([...this.#checks].map(async ([part, check]) => ({ part, ...(await ask(check)) })));
    return { ready: parts.every(({ ready }) => ready), parts };
  }
}

const ask = async (check: Check): Promise<PartHealth> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<PartHealth>((resolve) => {
    timer = setTimeout(() => resolve({ ready: false, detail: 'It does not answer.' }), PATIENCE_MS);
  });
  try {
    return await Promise.race([check(), silence]);
  } catch (error) {
    // Only our own errors have sentences that are known to hold no content.
    return { ready: false, detail: error instanceof MirrorError ? error.message : 'It failed to answer.' };
  } finally {
    clearTimeout(timer);
  }
};
