import { foldCharacters, isPlain, isSpace, isUnseen, joinsBackward, normalize } from './normalize.js';

/** The way back from a normalized text to the raw one, for each UTF-16 unit of the normalized. */
export type Positions = {
  readonly normalized: string;
  /** Where in the raw text what stands for this unit begins; the raw length past the end. */
  start(index: number): number;
  /** Where it ends. */
  end(index: number): number;
};

/**
 * Made only where something matched or is to be cut, since it is the slow half of normalization. Walks the raw text in
 * clusters that normalize by themselves. Should that ever disagree with the whole, every position maps to the whole raw
 * text: a match then covers too much, never too little.
 */
export const positionsOf = (raw: string): Positions => {
  const normalized = normalize(raw);
  if (isPlain(raw)) return { normalized, start: (index) => index, end: (index) => index + 1 };
  const walk = new Walk(raw.length);
  let offset = 0;
  for (const character of raw) {
    const start = offset;
    offset += character.length;
    walk.take(character, start, offset);
  }
  walk.finish();
  return walk.normalized === normalized ? walk : { normalized, start: () => 0, end: () => raw.length };
};

/**
 * An offset from which the raw text normalizes to at least `count` characters, or 0 where all of it has fewer. As late as
 * is found quickly: where much is padding it looks back in ever longer steps.
 */
export const offsetOfTail = (raw: string, count: number): number => {
  let offset = Math.max(0, raw.length - count);
  for (let step = 0; offset > 0; offset = Math.max(0, offset - step)) {
    const missing = count - normalize(raw.slice(offset)).length;
    if (missing <= 0) return offset;
    step = Math.max(2 * step, missing);
  }
  return 0;
};

/** What an ASCII character becomes: nothing, a space, or its small letter. */
const ASCII = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (isUnseen(character)) return '';
  return isSpace(character) ? ' ' : character.toLowerCase();
});

class Walk implements Positions {
  normalized = '';
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** The cluster that may still go on: an ASCII character waits here too, in case a mark follows it. */
  private cluster = '';
  private clusterStart = 0;
  private clusterEnd = 0;

  constructor(private readonly length: number) {}

  start(index: number): number {
    return this.starts[index] ?? this.length;
  }

  end(index: number): number {
    return this.ends[index] ?? this.length;
  }

  take(character: string, start: number, end: number): void {
    const ascii = ASCII[character.charCodeAt(0)];
    const unseen = ascii === undefined ? isUnseen(character) : ascii === '';
    if (unseen) return;
    if (ascii === undefined && this.cluster !== '' && joinsBackward(character)) {
      this.cluster += character;
      this.clusterEnd = end;
      return;
    }
    this.finish();
    this.cluster = character;
    this.clusterStart = start;
    this.clusterEnd = end;
  }

  finish(): void {
    const { cluster } = this;
    const ascii = cluster.length === 1 ? ASCII[cluster.charCodeAt(0)] : undefined;
    for (const unit of (ascii ?? foldCharacters(cluster)).split('')) this.append(unit);
    this.cluster = '';
  }

  private append(unit: string): void {
    const space = unit === ' ' || unit === '_' || (unit >= '\t' && unit <= '\r');
    if (space && this.normalized.endsWith(' ')) {
      this.ends[this.ends.length - 1] = this.clusterEnd;
      return;
    }
    this.normalized += space ? ' ' : unit;
    this.starts.push(this.clusterStart);
    this.ends.push(this.clusterEnd);
  }
}
