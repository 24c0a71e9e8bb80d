import { describe, expect, it } from '@jest/globals';
import { lastWords } from './last-words.js';

const sentence = 'The secret file /run/secrets/bus-vault is missing. Put it back, then start again.';

describe('what a process said last', () => {
  it.each([
    ['alone', sentence],
    ['behind the name of its container', `vault_1  | \nvault_1  | ${sentence}\nvault_1  | \n`],
    ['as Compose v2 names it', `vault-1  | ${sentence}\n`],
    ['after progress', `Preparing the tables …\n${sentence}\n`],
    ['before lines of its log', `${sentence}\n{"level":30,"msg":"node_started"}\n    at run (file:///x.js:1:1)\n`],
  ])('is found %s', (_where, log) => expect(lastWords(log)).toBe(sentence));

  it.each(['', 'Stopped.\n', '{"level":30,"msg":"node_started."}\n', 'TypeError: x is not a function\n', `A${'a'.repeat(700)}.\n`])(
    'is nothing in %j',
    (log) => expect(lastWords(log)).toBeUndefined(),
  );
});
