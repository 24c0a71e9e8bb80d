import { foldCharacters, isSpace, isUnseen, joinsBackward, normalize } from './normalize.js';

/** For each UTF-16 unit of a normalized text, where in the raw text what it stands for begins and ends. */
export type Positions = { readonly normalized: string; readonly starts: readonly number[]; readonly ends: readonly number[] };

/**
 * The way back from the normalized text to the raw one, made only where something matched, since it is the slow half.
 * Walks the raw text in clusters that normalize by themselves. Should that ever disagree with the whole, every
 * position maps to the whole raw text: a match then covers too much, never too little.
 */
export const positionsOf = (raw: string): Positions => {
  const walk = new Walk();
  let offset = 0;
  for (const character of raw) {
    const start = offset;
    offset += character.length;
    walk.take(character, start, offset);
  }
  walk.finish();
  const normalized = normalize(raw);
  if (walk.normalized === normalized) return walk;
  return { normalized, starts: Array(normalized.length).fill(0), ends: Array(normalized.length).fill(raw.length) };
};

/** What an ASCII character becomes: nothing, a space, or its small letter. */
const ASCII = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (isUnseen(character)) return '';
  return isSpace(character) ? ' ' : character.toLowerCase();
});

class Walk implements Positions {
  normalized = '';
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** The cluster that may still go on: an ASCII character waits here too, in case a mark follows it. */
  private cluster = '';
  private clusterStart = 0;
  private clusterEnd = 0;

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
    const folded =
      this.cluster.length === 1 ? (ASCII[this.cluster.charCodeAt(0)] ?? foldCharacters(this.cluster)) : foldCharacters(this.cluster);
    for (let index = 0; index < folded.length; index++) this.append(folded.charAt(index));
    this.cluster = '';
  }

  private append(character: string): void {
    const space = character === ' ' || character === '_' || isAsciiBlank(character);
    if (space && this.normalized.endsWith(' ')) {
      this.ends[this.ends.length - 1] = this.clusterEnd;
      return;
    }
    this.normalized += space ? ' ' : character;
    this.starts.push(this.clusterStart);
    this.ends.push(this.clusterEnd);
  }
}

const isAsciiBlank = (character: string): boolean => character >= '\t' && character <= '\r';
