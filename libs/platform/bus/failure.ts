import { Logger } from '@nestjs/common';
import { fromProblem, MirrorError } from '#libs/contracts/index.js';

const logger = new Logger('bus');

/** The frames of a stack without its first line: an error's message may quote what it failed on. */
const frames = (error: unknown): string => {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
};

/** A reply of ours that its own contract refuses. The sentence names the place, never the value. */
export const noteMisfit = (sentence: string): void => logger.error(sentence);

/** A mistake of ours, noted by kind and place alone. */
export const noteMistake = (where: string, error: unknown): void =>
  logger.error(`${where} failed with ${error instanceof Error ? error.name : typeof error}`, frames(error));

/**
 * A failure as the other side may know it: our own error with its code and sentence and without its cause, and
 * `internal` for everything else, which is noted here.
 */
export const asKnownOutside = (where: string, error: unknown): MirrorError => {
  if (error instanceof MirrorError) return fromProblem(error.toProblem());
  noteMistake(where, error);
  return new MirrorError('internal');
};

/** Something went wrong beside the path of any request; it is tried again by itself. */
export const noteTrouble = (where: string, error: unknown): void => {
  const kind = error instanceof MirrorError ? error.code : error instanceof Error ? error.name : typeof error;
  logger.warn(`${where}: ${kind}; tried again by itself`);
};
