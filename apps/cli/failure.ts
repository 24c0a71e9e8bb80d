import { MirrorError, type Problem } from '#libs/contracts/index.js';
import { type Exit, exitFor } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** What happened, what it means, what to do: the detail, then the next step that belongs to the code. */
export const failureSentence = ({ detail, next, retryAfter }: Problem): string =>
  `${detail} ${next}${retryAfter === undefined ? '' : ` Wait ${retryAfter} seconds.`}`;

export const showFailure = (terminal: Terminal, error: unknown): Exit => {
  const known = error instanceof MirrorError ? error : new MirrorError('internal', unexpected(error));
  const { code, detail, next, retryAfter } = known.toProblem();
  terminal.note(failureSentence(known.toProblem()), 'strong');
  terminal.document({ error: { code, detail, next, ...(retryAfter === undefined ? {} : { retryAfter }) } });
  return exitFor(error);
};

const unexpected = (error: unknown): string =>
  `Something unexpected happened: ${error instanceof Error ? error.message : 'no reason given'}.`;
