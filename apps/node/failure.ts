import type { ErrorCode } from '#libs/contracts/index.js';

/** Why a process does not start, for the exit code. */
const exitCodes = { usage: 2, port: 3, data: 4, key: 5, version: 6, database: 7, bus: 8, memory: 9, other: 1 } as const;
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

/** What the parts of a process fail with. By name: this file is loaded by every command, and must not load those parts. */
const kindsByName: Record<string, FailureKind> = {
  SettingFailure: 'usage',
  SecretFailure: 'key',
  NewerSchema: 'version',
  DatabaseRefusal: 'database',
};
const kindsByCode: Partial<Record<ErrorCode, FailureKind>> = {
  vault_unavailable: 'key',
  vault_key_mismatch: 'key',
  sealed_damaged: 'key',
  database_unavailable: 'database',
  disk_full: 'database',
  bus_unavailable: 'bus',
  // What the bus finds at its start: a Redis that it must not use, another node or version, somebody missing.
  internal: 'bus',
};

const kindOf = (error: unknown): FailureKind => {
  if (error instanceof StartFailure) return error.kind;
  if (!(error instanceof Error)) return 'other';
  const code = 'code' in error ? kindsByCode[error.code as ErrorCode] : undefined;
  return kindsByName[error.name] ?? code ?? 'other';
};

/** Says why the process did not start and gives the exit code. Never a stack trace: the person who starts a node can't use it. */
export const tell = (error: unknown): number => {
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(`\n${sentence}\n`);
  return exitCodes[kindOf(error)];
};
