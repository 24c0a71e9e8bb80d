import { tellProgress } from './progress.js';

/** Ends a process once, in order: what came last goes first. */
export type Stop = {
  /** Begins to end: no step of a start that is still on its way needs to go on. */
  readonly signal: AbortSignal;
  /** To be closed before everything that was said earlier. */
  before(close: () => Promise<void>): void;
  now(): Promise<void>;
};

/**
 * SIGINT and SIGTERM end the process cleanly; asked a second time, it ends at once. Without a handler the first process of
 * a container would not even hear them.
 * @param patienceMs how long everything may take to end before the process ends anyway; what was accepted is on the disk.
 */
export const stopOnSignals = (patienceMs: number): Stop => {
  const closings: (() => Promise<void>)[] = [];
  const begun = new AbortController();
  let ending: Promise<void> | undefined;
  const now = (): Promise<void> => {
    begun.abort();
    ending ??= inOrder(closings);
    return ending;
  };
  const onSignal = (): void => {
    if (ending) process.exit(130);
    tellProgress('\nStopping …');
    setTimeout(() => {
      tellProgress(`Not everything ended within ${patienceMs / 1_000} s; what was accepted is on the disk.`);
      process.exit(1);
    }, patienceMs).unref();
    now().then(
      () => {
        tellProgress('Stopped.');
        process.exit(0);
      },
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { signal: begun.signal, before: (close) => void closings.unshift(close), now };
};

const inOrder = async (closings: readonly (() => Promise<void>)[]): Promise<void> => {
  for (const close of closings) await close();
};
