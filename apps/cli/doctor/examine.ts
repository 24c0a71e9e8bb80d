import { type Finding, look, type Verdict } from './domain/verdict.js';
import type { Evidence } from './evidence.js';

/** Looks at one thing. An empty answer: there is nothing of the kind in this installation. */
export type Check = { name: string; examine: (evidence: Evidence, signal: AbortSignal) => Promise<readonly Verdict[]> };

/**
 * Runs all checks at once. One that fails or hangs says so, and keeps no other one from its answer.
 * @param patienceMs after which a check counts as hanging; it is told to stop
 */
export const examine = async (
  checks: readonly Check[],
  evidence: Evidence,
  signal: AbortSignal,
  patienceMs: number,
): Promise<Finding[]> => {
  const found = await Promise.all(
    checks.map(async ({ name, examine: look }) => {
      const verdicts = await bounded(() => look(evidence, signal), name, patienceMs);
      return verdicts.map((verdict): Finding => ({ check: name, ...verdict }));
    }),
  );
  return found.flat();
};

const bounded = async (work: () => Promise<readonly Verdict[]>, name: string, patienceMs: number): Promise<readonly Verdict[]> => {
  let timer: NodeJS.Timeout | undefined;
  const hanging = new Promise<readonly Verdict[]>((resolve) => {
    const verdict = look(
      `This could not be looked at within ${patienceMs / 1_000} seconds.`,
      'Run it again; if it stays so, what is asked there hangs.',
    );
    timer = setTimeout(() => resolve([verdict]), patienceMs);
  });
  try {
    return await Promise.race([work(), hanging]);
  } catch (error) {
    // The name and code alone: messages of others may repeat what was read.
    const { name: kind = 'Error', code } = error as NodeJS.ErrnoException;
    return [
      look(`This could not be looked at (${code ?? kind}).`, `Look at it yourself (${name}), and tell whoever maintains this program.`),
    ];
  } finally {
    clearTimeout(timer);
  }
};
