import { hostname } from 'node:os';
import type { Readable, Writable } from 'node:stream';

export type TextInput = Readable & { isTTY?: boolean };
export type TextOutput = Writable & { isTTY?: boolean };

/** Everything of the process that mirrorctl touches; a spec brings its own. */
export type World = {
  stdin: TextInput;
  stdout: TextOutput;
  stderr: TextOutput;
  env: Record<string, string | undefined>;
  hostname: string;
  /** Calls `listener` on Ctrl-C and SIGTERM instead of ending at once; gives what takes it back. */
  onInterrupt: (listener: () => void) => () => void;
};

export const processWorld = (): World => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  hostname: hostname(),
  onInterrupt: (listener) => {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => void process.off('SIGINT', listener).off('SIGTERM', listener);
  },
});
