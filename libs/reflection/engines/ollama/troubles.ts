import type { EngineTrouble } from '#libs/contracts/index.js';

/** What Ollama, llama.cpp and their kin say when a prompt does not fit. */
const TOO_LONG =
  /context (?:length|size|window)|maximum context|exceeds? .{0,40}context|context.{0,40}(?:exceed|too (?:long|small|large))|too many tokens|prompt is too long|input (?:length|is too long)/iu;

const statusOf = (error: unknown): number | undefined => {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' ? status : undefined;
};

const isTooLong = (error: unknown): boolean => error instanceof Error && TOO_LONG.test(error.message);

/** Why a request got no answer: an error of the openai client, with the status of a refusal, or of the connection. */
export const refusalOf = (error: unknown): EngineTrouble => {
  const status = statusOf(error);
  if (status === 404) return 'model_missing';
  if (status === 429 || status === 503) return 'busy';
  return isTooLong(error) ? 'context_too_long' : 'no_model_server';
};

/** Why an answer that had begun (200) did not end. */
export const breakOf = (error: unknown, said: boolean): EngineTrouble => (!said && isTooLong(error) ? 'context_too_long' : 'stream_cut');
