import type { z } from 'zod';
import { fromProblem, MirrorError, Problem } from '#libs/contracts/index.js';

/** Answers of something in front of the node (a proxy, a tunnel) while the node itself is away. */
const gatewayStatuses = new Set([502, 503, 504]);

/** The error that a refused request stands for. */
export const readProblem = async (response: Response): Promise<MirrorError> => {
  const problem = Problem.safeParse(await response.json().catch(() => undefined));
  if (problem.success) return fromProblem(problem.data);
  if (gatewayStatuses.has(response.status)) return new MirrorError('unreachable');
  return new MirrorError('response_invalid', `The server answered with status ${response.status} and no reason.`);
};

/** What came, as the contract says it is. What does not fit is not passed on. */
export const parseAnswer = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new MirrorError('response_invalid', `The answer does not fit its contract at "${issue?.path.join('.') ?? ''}" (${issue?.code}).`);
};

/** @throws {MirrorError} `response_invalid` for what is not JSON of that contract */
export const parseJson = <Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MirrorError('response_invalid', 'The answer is not JSON.', { cause });
  }
  return parseAnswer(schema, value);
};
