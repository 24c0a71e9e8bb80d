/**
 * A piece of text as an engine made it, unchecked. Opaque: JSON, templates and logs get nothing of it, so that it can't
 * leave by accident; only who hands it to the gate asks for the text.
 */
export class Draft {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text, for the gate to check and for nothing else. */
  forTheGate(): string {
    return this.#text;
  }

  toString(): string {
    return '[unchecked draft]';
  }

  toJSON(): never {
    throw new TypeError('A draft is unchecked text: it goes to the gate and is never serialized.');
  }
}
