import { contextOf } from './check.js';
import { forcedCut } from './forced-cut.js';
import { normalize } from './normalize.js';
import { coreRules } from './packs/core.js';
import type { RuleSet } from './rule-set.js';
import { SentenceEnds } from './sentence-ends.js';

/** Normalized characters that are held back at most, where no sentence ends. */
export const HELD_BACK = 256;
/** A sentence of fewer characters ("1. ", "Yes. ") goes out with the next one. */
const SHORTEST_SEGMENT = 16;

/**
 * Cuts a stream into segments that can be checked one by one. It promises that no match of an output rule lies across a
 * cut, however the stream is chunked or padded; so a gate that refuses each segment that holds one releases no
 * character of any. The segments put together are the stream, unchanged; no surrogate pair is split.
 *
 * A cut at the end of a sentence is safe because no pattern reaches across one; any other cut is `forcedCut`'s.
 */
export class SegmentCutter {
  private held = '';
  /** At least as long as `held` normalized; exact only when it matters. */
  private length = 0;
  private endsBlank = false;
  /** The part of what was released that matters for what follows. */
  private before = '';
  private sentences = new SentenceEnds();

  constructor(private readonly rules: RuleSet = coreRules) {
    if (rules.span('output') > HELD_BACK - 32)
      throw new Error(`The rules of ${rules.pack} look further than ${HELD_BACK - 32} characters.`);
  }

  /** Takes what came, and gives the segments that are complete now: often none. */
  push(text: string): string[] {
    const segments: string[] = [];
    let from = 0;
    let anyBit = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      anyBit |= code;
      if (!this.sentences.take(code) || this.held.length + index - from < SHORTEST_SEGMENT) continue;
      segments.push(this.held + text.slice(from, index + 1));
      this.release();
      from = index + 1;
    }
    this.hold(from === 0 ? text : text.slice(from), anyBit < 0x80);
    for (let at = this.cutWhereTooLong(); at !== undefined; at = this.cutWhereTooLong()) {
      const segment = this.held.slice(0, at);
      segments.push(segment);
      const rest = this.held.slice(at);
      this.release(contextOf(this.rules, this.before + segment));
      this.hold(rest, false);
    }
    return segments;
  }

  /** What is left at the end of the stream; empty where nothing is. */
  finish(): string {
    const last = this.held;
    this.release();
    this.sentences = new SentenceEnds();
    return last;
  }

  private hold(text: string, isAscii: boolean): void {
    if (text === '') return;
    this.held += text;
    const isBlank = text.trim() === '';
    // Blanks after blanks add nothing, so that a flood of them is not measured again and again.
    if (!(isBlank && this.endsBlank)) this.length += isAscii ? text.length : mostCharacters(text);
    this.endsBlank = isBlank;
  }

  private release(before = ''): void {
    this.held = '';
    this.length = 0;
    this.endsBlank = false;
    this.before = before;
  }

  private cutWhereTooLong(): number | undefined {
    if (this.length <= HELD_BACK) return undefined;
    this.length = normalize(this.held).length;
    return this.length > HELD_BACK ? forcedCut(this.rules, this.before, this.held) : undefined;
  }
}

/** The second half of a surrogate pair counts as the whole of it: alone, each half would be nothing. */
const mostCharacters = (text: string): number => normalize(text).length + ((text.charCodeAt(0) & 0xfc00) === 0xdc00 ? 2 : 0);
