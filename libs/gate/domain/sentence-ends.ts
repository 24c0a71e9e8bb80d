/** Signs that may stand between the end of a sentence and the space after it: quotes, brackets, marks of emphasis. */
const CLOSING = new Set([...'"\'’”»)]}*_'].map((sign) => sign.charCodeAt(0)));
const ENDING = new Set([...'.!?…'].map((sign) => sign.charCodeAt(0)));
const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/**
 * Sees sentences end in a text that comes in pieces: a sign that ends one, closing signs, then white space. The space is
 * waited for, since "3.5" and "e.g." hold the sign too. That it also takes "Dr. " for an end costs nothing but a cut.
 */
export class SentenceEnds {
  private ended = false;

  /** Takes the next UTF-16 unit; true where a sentence ended just before it and it is white space. */
  take(code: number): boolean {
    if (isBlank(code)) {
      const { ended } = this;
      this.ended = false;
      return ended;
    }
    if (ENDING.has(code)) this.ended = true;
    else if (this.ended && !CLOSING.has(code)) this.ended = false;
    return false;
  }
}
