import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/**
 * A log file that never grows past a bound: when full it becomes `<name>.1`, in place of the one before. What can't be
 * written (a full disk) is dropped, since a log must not stop what it tells about.
 */
export class BoundedLog {
  #file: number | undefined;
  #size = 0;

  constructor(
    readonly path: string,
    readonly limit = 4 * 1024 * 1024,
  ) {}

  append(chunk: Buffer): void {
    try {
      this.#file ??= this.#open();
      if (this.#size + chunk.length > this.limit) this.#file = this.#turn();
      this.#size += writeSync(this.#file, chunk);
    } catch {
      this.close();
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    const file = openSync(this.path, 'a', 0o600);
    this.#size = fstatSync(file).size;
    return file;
  }

  #turn(): number {
    this.close();
    renameSync(this.path, `${this.path}.1`);
    return this.#open();
  }
}
