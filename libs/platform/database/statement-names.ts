/**
 * Names for prepared statements: PostgreSQL parses and plans a text once per connection instead of each time, which is
 * half of what a short statement costs. Bounded, since a name stays on the server as long as its connection: texts
 * beyond the bound are sent without one.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();

  constructor(readonly limit = 500) {}

  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known || this.#names.size >= this.limit) return known;
    const name = `m${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
