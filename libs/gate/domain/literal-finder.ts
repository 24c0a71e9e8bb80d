/** Characters that literals consist of; every other one is class 0 and leads back to the start. */
const classOf = (code: number): number => (code < CLASSES.length ? (CLASSES[code] ?? 0) : 0);
const CLASSES = new Uint8Array(256);
[..."abcdefghijklmnopqrstuvwxyz0123456789'-%äöüß"].forEach((character, index) => {
  CLASSES[character.charCodeAt(0)] = index + 1;
});
const WIDTH = 64;

/**
 * Finds all occurrences of many words in one pass over a text, overlapping ones too (Aho and Corasick, "Efficient string
 * matching", 1975), with the failure links worked into the table: one look-up per character, whatever the words are.
 */
export class LiteralFinder {
  private readonly next: Uint16Array;
  /** For each state, the indices of the literals that end there. */
  private readonly ends: readonly (readonly number[])[];
  /** 1 where `ends` has any: asked for each character. */
  private readonly hasEnd: Uint8Array;

  /** @throws Error for a literal with a character that none may have */
  constructor(literals: readonly string[]) {
    const most = literals.reduce((sum, literal) => sum + literal.length, 1);
    const next = new Uint16Array(most * WIDTH);
    const ends: number[][] = [[]];
    literals.forEach((literal, index) => {
      let state = 0;
      for (const character of literal) {
        const edge = state * WIDTH + classOf(character.charCodeAt(0));
        if (edge % WIDTH === 0) throw new Error(`"${literal}" can't be looked for.`);
        if (next[edge] === 0) next[edge] = ends.push([]) - 1;
        state = next[edge] ?? 0;
      }
      ends[state]?.push(index);
    });
    linkFailures(next, ends);
    this.next = next;
    this.ends = ends;
    this.hasEnd = Uint8Array.from(ends, (found) => (found.length > 0 ? 1 : 0));
  }

  /** Calls `found` with each literal's index and the offset just behind it, in the order of their ends. */
  find(text: string, found: (literal: number, end: number) => void): void {
    const { next, ends, hasEnd } = this;
    let state = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      state = code < 256 ? (next[state * WIDTH + (CLASSES[code] ?? 0)] ?? 0) : 0;
      if (hasEnd[state] === 1) for (const literal of ends[state] ?? []) found(literal, index + 1);
    }
  }
}

/** Breadth first: where a state has no edge, it goes where its longest proper suffix that is a state would go. */
const linkFailures = (next: Uint16Array, ends: number[][]): void => {
  const failure = new Uint16Array(ends.length);
  const queue = [0];
  for (const state of queue) {
    for (let character = 1; character < WIDTH; character++) {
      const edge = state * WIDTH + character;
      const target = next[edge] ?? 0;
      const fallback = state === 0 ? 0 : (next[(failure[state] ?? 0) * WIDTH + character] ?? 0);
      if (target === 0) next[edge] = fallback;
      else {
        failure[target] = fallback;
        ends[target]?.push(...(ends[fallback] ?? []));
        queue.push(target);
      }
    }
  }
};
