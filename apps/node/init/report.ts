export type Write = (line: string) => void;

/** Says line by line what was made and what was there. */
export class Report {
  constructor(private readonly write: Write) {}

  made(what: string, why: string): void {
    this.line('made', what, why);
  }
  kept(what: string): void {
    this.line('there', what, '');
  }
  renewed(what: string, why: string): void {
    this.line('renewed', what, why);
  }
  say(sentence: string): void {
    this.write(sentence);
  }

  private line(what: string, name: string, why: string): void {
    this.write(`  ${what.padEnd(8)} ${name.padEnd(28)} ${why}`.trimEnd());
  }
}
