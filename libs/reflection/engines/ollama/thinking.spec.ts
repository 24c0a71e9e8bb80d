import { describe, expect, it } from '@jest/globals';
import { withoutThinking } from './thinking.js';

const heard = async (pieces: readonly string[]) => {
  const texts: string[] = [];
  for await (const text of withoutThinking(
    (async function* () {
      yield* pieces;
    })(),
  ))
    texts.push(text);
  return texts.join('');
};

describe('What a model writes to itself', () => {
  const reply = '\n<think>They are tired.\nThey should rest.</think>\n\nA yes came first. Then <think> was a word.';

  it('is left out, wherever the stream is cut', async () => {
    const expected = 'A yes came first. Then <think> was a word.';
    for (let at = 0; at <= reply.length; at += 1) expect((await heard([reply.slice(0, at), reply.slice(at)])).trimStart()).toBe(expected);
    expect((await heard([...reply])).trimStart()).toBe(expected);
  });

  it('is nothing where it never ends', async () => {
    expect(await heard(['<think>They ', 'should'])).toBe('');
  });

  it.each(['A yes came first.', '<this> is text', '<thi', ''])('is not seen where there is none: %j', async (text) => {
    expect(await heard([...text])).toBe(text);
  });
});
