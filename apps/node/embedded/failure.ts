/** Why a node does not start, for the exit code. */
const exitCodes = { usage: 2, port: 3, data: 4, key: 5, version: 6, other: 1 } as const;
export type FailureKind = keyof typeof exitCodes;

/** One sentence or two: what happened, and what to do. Meant to be read, so it has no stack trace. */
export class StartFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    sentence: string,
    options?: ErrorOptions,
  ) {
    super(sentence, options);
    this.name = 'StartFailure';
  }
}

/** Says why the node did not start and gives the exit code. Never a stack trace: the person who starts a node can't use it. */
export const tell = (error: unknown): number => {
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${sentence}\n`);
  return error instanceof StartFailure ? exitCodes[error.kind] : exitCodes.other;
};
