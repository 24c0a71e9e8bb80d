/**
 * The language of the patterns in a pack: words as one writes them, with few signs.
 *
 * | sign       | reads as                                                         |
 * |------------|------------------------------------------------------------------|
 * | `(a\|b c)` | one of these                                                     |
 * | `x?`       | the character or group before it, or nothing                     |
 * | `~3 `      | up to three words of any kind, in the same sentence              |
 * | `#`        | a number of one to four digits                                   |
 * | `!(a\|b)`  | only where what follows is none of these                         |
 * | `<(a\|b )` | only where what stands before is none of these                   |
 *
 * There is no repetition without a bound, and nothing but `~` matches an unknown word, so each pattern has a greatest
 * length that can be computed, matches in bounded time, and cannot reach over the end of a sentence: no part of it
 * consumes `.`, `!` or `?`. The streaming check rests on the first and the last of these.
 */
export type Phrase =
  | { kind: 'text'; text: string }
  | { kind: 'space' }
  | { kind: 'number' }
  | { kind: 'gap'; words: number }
  | { kind: 'few'; part: Phrase; words: number }
  | { kind: 'sequence'; parts: readonly Phrase[] }
  | { kind: 'choice'; options: readonly Phrase[] }
  | { kind: 'optional'; part: Phrase }
  | { kind: 'not-before'; part: Phrase }
  | { kind: 'not-after'; part: Phrase };

/** Parses a pattern. A fault throws an Error that names the pattern and the place: a pack is refused whole, at its start. */
export const parsePhrase = (pattern: string): Phrase => {
  const reader = new Reader(pattern);
  const phrase = reader.choice();
  if (!reader.done) reader.fail('a ")" too many');
  return phrase;
};

class Reader {
  private at = 0;

  constructor(private readonly pattern: string) {}

  get done(): boolean {
    return this.at >= this.pattern.length;
  }

  fail(what: string): never {
    throw new Error(`The pattern "${this.pattern}" can't be read at ${this.at}: ${what}.`);
  }

  choice(): Phrase {
    const options = [this.sequence()];
    while (this.skip('|')) options.push(this.sequence());
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  private sequence(): Phrase {
    const parts: Phrase[] = [];
    while (!this.done && !'|)'.includes(this.pattern.charAt(this.at))) {
      parts.push(this.counted(this.atom()));
    }
    if (parts.length === 0) this.fail('an empty part');
    return { kind: 'sequence', parts: joined(parts) };
  }

  private counted(part: Phrase): Phrase {
    if (this.skip('?')) return { kind: 'optional', part };
    return this.skip('*') ? { kind: 'few', part, words: this.words() } : part;
  }

  private atom(): Phrase {
    if (this.skip('(')) return this.group();
    if (this.skip('!(')) return { kind: 'not-before', part: this.group() };
    if (this.skip('<(')) return { kind: 'not-after', part: this.group() };
    if (this.skip('~')) return { kind: 'gap', words: this.words() };
    if (this.skip('#')) return { kind: 'number' };
    if (this.skip(' ')) return { kind: 'space' };
    const character = this.pattern.charAt(this.at);
    if (!/^[a-z0-9äöüß'%,-]$/.test(character)) this.fail(`"${character}" has no meaning here`);
    this.at++;
    return { kind: 'text', text: character };
  }

  private group(): Phrase {
    const inner = this.choice();
    if (!this.skip(')')) this.fail('a ")" is missing');
    return inner;
  }

  private words(): number {
    const words = Number(this.pattern.charAt(this.at));
    if (!(words >= 1 && words <= 6)) this.fail('one to six words can be asked for');
    this.at++;
    if (!this.skip(' ')) this.fail('a number of words ends with a space');
    return words;
  }

  private skip(sign: string): boolean {
    if (!this.pattern.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    return true;
  }
}

const joined = (parts: readonly Phrase[]): Phrase[] => {
  const result: Phrase[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') result[result.length - 1] = { kind: 'text', text: last.text + part.text };
    else result.push(part);
  }
  return result;
};
