import { progress } from './screen.js';

/** How long everything may take to end before the process ends anyway; what was accepted is on the disk. */
const PATIENCE_MS = 15_000;

/** Ends the node once, in order: the application, then the database under it. */
export type Stop = { before: (close: () => Promise<void>) => void; now: () => Promise<void> };

/** SIGINT and SIGTERM end the node cleanly; asked a second time, it ends at once. */
export const stopOnSignals = (last: () => Promise<void>): Stop => {
  const closings: (() => Promise<void>)[] = [last];
  let ending: Promise<void> | undefined;
  const now = (): Promise<void> => {
    ending ??= inOrder(closings);
    return ending;
  };
  const onSignal = (): void => {
    if (ending) process.exit(130);
    progress('\nStopping …');
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    now().then(
      () => {
        progress('Stopped.');
        process.exit(0);
      },
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { before: (close) => void closings.unshift(close), now };
};

const inOrder = async (closings: readonly (() => Promise<void>)[]): Promise<void> => {
  for (const close of closings) await close();
};
