import type { Uncertainty } from '#libs/contracts/index.js';

/** How an engine marks how unsure it is of its reading: brackets that open wider. */
export const uncertaintyMarks = { low: '⟨low⟩', medium: '⟨medium⟩', high: '⟨⟨high⟩⟩' } as const satisfies Record<Uncertainty, string>;

/** What was found of it. `stated` is false where an engine gave no mark: then it counts as high. */
export type Stated = { readonly uncertainty: Uncertainty; readonly stated: boolean };

/** Models write look-alikes of ⟨ ⟩; these are read as the same. */
const OPEN = '[⟨〈〈<]{1,2}';
const CLOSE = '[⟩〉〉>]{1,2}';
const MARK = new RegExp(`^(\\s*)${OPEN} ?(low|medium|high) ?${CLOSE}(\\s*)`, 'iu');
/** Blank space, or something that may yet become a mark. */
const HELD = new RegExp(`^\\s*(?:${OPEN} ?(?:l|lo|low|m|me|med|medi|mediu|medium|h|hi|hig|high)? ?(?:${CLOSE}\\s*)?)?$`, 'iu');
/** Where held text begins: the first sign that may open a mark, with the blank space before it. */
const CANDIDATE = new RegExp(`\\s*${OPEN}|\\s+$`, 'u');
const RANK: readonly Uncertainty[] = ['low', 'medium', 'high'];

/**
 * Takes the mark out of a reply as it streams, wherever its chunks are cut. A mark is one at the very start, at the very
 * end, or alone on its line; the same signs inside a sentence stay text. Holds back at most a few characters.
 */
export class UncertaintyReader {
  private held = '';
  private begun = false;
  private found: Uncertainty | undefined;

  /** Gives what is certain to be text. */
  take(chunk: string): string {
    this.held += chunk;
    let out = '';
    for (;;) {
      const from = this.held.search(CANDIDATE);
      const plain = from < 0 ? this.held : this.held.slice(0, from);
      out += this.emit(plain);
      this.held = this.held.slice(plain.length);
      if (this.held === '' || this.mayBecomeMark()) return out;
      out += this.passOne();
    }
  }

  /** The rest of the text and what was found. */
  finish(): Stated & { readonly text: string } {
    const mark = MARK.exec(this.held);
    if (mark && mark[0].length === this.held.length) this.note(mark[2]);
    const text = mark && mark[0].length === this.held.length ? '' : this.emit(this.held.trimEnd());
    this.held = '';
    return { text, uncertainty: this.found ?? 'high', stated: this.found !== undefined };
  }

  private mayBecomeMark(): boolean {
    return HELD.test(this.held);
  }

  /** What is held is not a mark that could still grow: a whole mark with text after it, or signs of the text. */
  private passOne(): string {
    const mark = MARK.exec(this.held);
    const [whole = '', before = '', level, after = ''] = mark ?? [];
    const alone = mark && (!this.begun || (before.includes('\n') && after.includes('\n')));
    if (alone) {
      this.note(level);
      this.held = (this.begun ? after : '') + this.held.slice(whole.length);
      return '';
    }
    const sign = /^\s*\S/u.exec(this.held)?.[0] ?? this.held;
    this.held = this.held.slice(sign.length);
    return this.emit(sign);
  }

  /** Of several marks the most uncertain one counts. */
  private note(level: string | undefined): void {
    const stated = level?.toLowerCase() as Uncertainty;
    if (RANK.indexOf(stated) > RANK.indexOf(this.found ?? 'low') || !this.found) this.found = stated;
  }

  private emit(text: string): string {
    const out = this.begun ? text : text.trimStart();
    this.begun ||= out !== '';
    return out;
  }
}

/** The same for a whole reply at once. */
export const parseUncertainty = (reply: string): Stated & { readonly text: string } => {
  const reader = new UncertaintyReader();
  const text = reader.take(reply);
  const rest = reader.finish();
  return { ...rest, text: text + rest.text };
};
