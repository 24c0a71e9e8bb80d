import { isNativeError } from 'node:util/types';

/** An error without its message: which class, which code, where in our code. */
export type ErrorFields = { name: string; code?: string; frames: string[]; cause?: ErrorFields };

const WORD = /^[A-Za-z0-9_.-]{1,64}$/;
// "    at place (file:line:column)" and "    at file:line:column", as V8 writes them.
const FRAME =
  /^ {4}at (?:(?:async |new )?[\w$.<>[\]# ]{1,120} \()?((?:file:\/\/|node:|\/)[^()\n]{1,400}:\d+:\d+|<anonymous>|index \d+)\)?$/;
const MOST_FRAMES = 12;
const DEEPEST_CAUSE = 3;

/** What a log may say of anything that was thrown. */
export const errorFields = (thrown: unknown, depth = 0): ErrorFields => {
  if (!isNativeError(thrown)) return { name: typeof thrown, frames: [] };
  const code = 'code' in thrown && typeof thrown.code === 'string' && WORD.test(thrown.code) ? { code: thrown.code } : {};
  const cause = thrown.cause !== undefined && depth < DEEPEST_CAUSE ? { cause: errorFields(thrown.cause, depth + 1) } : {};
  return { name: WORD.test(thrown.name) ? thrown.name : 'Error', ...code, frames: framesOf(thrown), ...cause };
};

/** The message stands at the head of `stack` and may have any number of lines, so frames are read from the end. */
const framesOf = (error: Error): string[] => {
  const stack = error.stack ?? '';
  const at = error.message === '' ? -1 : stack.indexOf(error.message);
  const lines = (at < 0 ? stack : stack.slice(at + error.message.length)).split('\n');
  const first = lines.findLastIndex((line) => !FRAME.test(line)) + 1;
  return lines.slice(first, first + MOST_FRAMES).map((line) => line.trim());
};
