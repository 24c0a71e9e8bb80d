import type { Log } from './log.js';

/**
 * What nobody caught. Node.js would print its message and the source line, either of which may hold a member's words;
 * here it is name, code and frames. After an uncaught exception nothing in the process can be relied on, so it ends;
 * what was accepted is on the disk. A rejection that nobody awaited ends nothing.
 * @returns removes the handlers again.
 */
export const installCrashHandlers = (log: Log, end: () => void = () => process.exit(1)): (() => void) => {
  const crashed = (error: unknown): void => {
    log.fatal('uncaught_exception', error);
    end();
  };
  const rejected = (reason: unknown): void => log.error('unhandled_rejection', reason ?? new Error());
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', rejected);
  return () => {
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', rejected);
  };
};
