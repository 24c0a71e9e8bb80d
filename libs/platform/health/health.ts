import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type Facts, MirrorError, type ProcessReport, type Readiness } from '#libs/contracts/index.js';

/** `detail`: a sentence for the operator, without content. */
export type PartHealth = { ready: boolean; detail?: string };
type Check = () => Promise<PartHealth>;
/** One of the facts that only an operator is told. */
type FactName = keyof Facts;

/** A part that does not answer for so long is not ready. */
const PATIENCE_MS = 2_000;

/** The parts of a process, each asked whether it is ready. */
@Injectable()
export class Health {
  readonly #checks = new Map<string, Check>();
  readonly #facts = new Map<FactName, () => Promise<unknown>>();

  /** @returns takes the part away again. */
  register(part: string, check: Check): () => void {
    if (this.#checks.has(part)) throw new TypeError(`the part ${part} is registered twice`);
    this.#checks.set(part, check);
    return () => void this.#checks.delete(part);
  }

  /** What an operator is told beside readiness: numbers, versions, ids of events; no content, no name, no secret. */
  describe<Name extends FactName>(name: Name, tell: () => Promise<NonNullable<Facts[Name]>>): void {
    if (this.#facts.has(name)) throw new TypeError(`the fact ${name} is registered twice`);
    this.#facts.set(name, tell);
  }

  /** Parts and facts, for the operator's port alone. What can't be told in time is left out. */
  async report(): Promise<ProcessReport> {
    const [readiness, facts] = await Promise.all([
      this.readiness(),
      Promise.all([...this.#facts].map(async ([name, tell]) => [name, await inTime(tell, undefined).catch(() => undefined)] as const)),
    ]);
    return { time: Date.now(), ...readiness, facts: Object.fromEntries(facts.filter(([, fact]) => fact !== undefined)) };
  }

  /** All parts, asked at once. */
  async readiness(): Promise<z.output<typeof Readiness>> {
    const parts = await Promise.all([...this.#checks].map(async ([part, check]) => ({ part, ...(await ask(check)) })));
    return { ready: parts.every(({ ready }) => ready), parts };
  }
}

const inTime = async <T>(tell: () => Promise<T>, otherwise: T): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), PATIENCE_MS);
  });
  try {
    return await Promise.race([tell(), silence]);
  } finally {
    clearTimeout(timer);
  }
};

const ask = async (check: Check): Promise<PartHealth> => {
  try {
    return await inTime(check, { ready: false, detail: 'It does not answer.' });
  } catch (error) {
    // Only our own errors have sentences that are known to hold no content.
    return { ready: false, detail: error instanceof MirrorError ? error.message : 'It failed to answer.' };
  }
};
