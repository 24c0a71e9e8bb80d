const [LEAST, MOST] = [20, 600];

/**
 * The sentence that a process said last, out of its container's log. What a process that can't start says is a line of
 * words that ends as a sentence; lines of JSON, traces and what Compose puts before each line are left out.
 */
export const lastWords = (log: string): string | undefined =>
  log
    .split('\n')
    .map((line) => line.replace(/^[\w.-]+\s+\| ?/, '').trim())
    .filter((line) => /^[A-Z][^{}]*\.$/.test(line) && line.length >= LEAST && line.length <= MOST)
    .at(-1);
