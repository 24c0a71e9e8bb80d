import { jsonLine, printable } from './printable.js';
import type { TextOutput, World } from './world.js';

type Style = 'strong' | 'soft';
const codes = { strong: ['\u001B[1m', '\u001B[22m'], soft: ['\u001B[2m', '\u001B[22m'] } as const;

/** Color only where a person looks, and not where they said no (https://no-color.org). */
const isStyled = (stream: TextOutput, env: World['env']): boolean => stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

/** Where mirrorctl writes: what was asked for to stdout, everything about it to stderr; or JSON alone. */
export class Terminal {
  #midLine = false;

  constructor(
    readonly world: World,
    readonly json: boolean,
  ) {}

  /** A line of the answer. Nothing in JSON. */
  say(line = '', style?: Style): void {
    if (!this.json) this.#write(this.world.stdout, `${printable(line)}\n`, style);
  }

  /** A piece of the answer, without a line of its own. */
  piece(text: string): void {
    if (this.json) return;
    this.#write(this.world.stdout, printable(text));
    this.#midLine = true;
  }

  /** Ends the line that pieces began; nothing where none did. */
  endLine(): void {
    if (this.#midLine) this.say();
    this.#midLine = false;
  }

  /** Whether a person sees the answer, in their own terminal and with color. */
  get styled(): boolean {
    return isStyled(this.world.stdout, this.world.env);
  }

  /** A line about the answer. */
  note(line = '', style: Style | undefined = 'soft'): void {
    if (!this.json) this.#write(this.world.stderr, `${printable(line)}\n`, style);
  }

  /** Something made here that is already drawn for terminals. */
  draw(drawing: string): void {
    if (!this.json) this.world.stdout.write(drawing);
  }

  /** A JSON document, or one line of a stream of them. Nothing for people. */
  document(value: unknown): void {
    if (this.json) this.world.stdout.write(`${jsonLine(value)}\n`);
  }

  #write(stream: TextOutput, text: string, style?: Style): void {
    const [on, off] = style && isStyled(stream, this.world.env) ? codes[style] : ['', ''];
    stream.write(on ? `${on}${text.replace(/\n$/, '')}${off}${text.endsWith('\n') ? '\n' : ''}` : text);
  }
}
