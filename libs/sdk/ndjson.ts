import { MirrorError } from '#libs/contracts/index.js';

/** A stamped segment has at most 4,000 characters; a longer line is none of ours and must not fill the memory. */
const LONGEST_LINE = 256 * 1024;

/** The lines of a streamed answer, each as it arrives. Ends with the body; a line without its end is left out. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw new MirrorError('response_invalid', 'A line of the answer is too long.');
      for (const line of lines) if (line.trim()) yield line;
    }
  } finally {
    // Also runs when the reader leaves early: the node learns that nobody listens.
    await reader.cancel().catch(() => {});
  }
}
