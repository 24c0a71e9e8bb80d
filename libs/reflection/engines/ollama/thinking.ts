const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Leaves out what some models write to themselves before they answer (`<think>…</think>` at the very beginning): it is
 * no mirrorback, and nobody asked to read it. Yields '' while thinking lasts, so that the caller sees that the model lives.
 */
export async function* withoutThinking(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let held = '';
  let state: 'undecided' | 'thinking' | 'answering' = 'undecided';
  for await (const piece of pieces) {
    if (state === 'answering') {
      yield piece;
      continue;
    }
    held += piece;
    if (state === 'undecided') state = begins(held);
    if (state === 'thinking' && held.includes(CLOSE)) {
      held = held.slice(held.indexOf(CLOSE) + CLOSE.length).trimStart();
      state = 'answering';
    }
    yield state === 'answering' ? held : '';
    if (state === 'answering') held = '';
  }
  if (state === 'undecided') yield held;
}

const begins = (held: string) => {
  const start = held.trimStart();
  if (start.startsWith(OPEN)) return 'thinking';
  return OPEN.startsWith(start) ? 'undecided' : 'answering';
};
