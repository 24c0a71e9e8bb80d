import { mkdir, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Report } from './report.js';
import { sweep, writeAnew, writeOnce } from './write-once.js';
import { type Content, finishTogether, writeTogether } from './write-together.js';

/**
 * Everybody may read the files, nobody but the owner gets into the folder (0700). Compose binds each file into its
 * container with the owner and mode that it has here, whatever the compose file says, and the containers' users are
 * others than the administrator.
 */
export const FOR_CONTAINERS = 0o444;
/** Goes into no container. */
export const FOR_OWNER = 0o400;

/** A file that was given another name, and the mode that it has in its place. */
export type PutAside = { from: string; mode: number };

/** The folder of secret files: what is there stays as it is. */
export class SecretsFolder {
  private constructor(
    readonly path: string,
    /** As the administrator knows it. */
    readonly label: string,
    private readonly report: Report,
    private names: Set<string>,
  ) {}

  /**
   * Opens the folder, making it where it is missing, and finishes what a killed run left.
   * @param label what it is called in sentences
   * @param groups that are written together
   * @throws Error with a sentence where others may look into it; nothing was changed then
   */
  static async open(path: string, label: string, groups: readonly string[], report: Report): Promise<SecretsFolder> {
    if (await makeFolder(path, label)) report.made(`${label}/`, 'for your account alone');
    const { mode } = await stat(path);
    if (mode & 0o077) {
      throw new Error(
        `Others may look into the folder ${label} (its mode is ${(mode & 0o777).toString(8)}). Close it with chmod 700, think about who may have read it, then run this again. Nothing was changed.`,
      );
    }
    await sweep(path);
    for (const group of groups) await finishTogether(path, group);
    return new SecretsFolder(path, label, report, new Set(await readdir(path)));
  }

  has(name: string): boolean {
    return this.names.has(name);
  }

  /** A file of it, as sentences name it. */
  named(name: string): string {
    return `${this.label}/${name}`;
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), 'utf8');
  }

  /** Makes the file where there is none. @returns what it holds */
  async ensure(name: string, make: () => string, what: string): Promise<string> {
    if (!this.has(name) && (await writeOnce(this.path, name, make(), FOR_CONTAINERS))) this.report.made(this.named(name), what);
    else this.kept(name);
    await this.look();
    return this.read(name);
  }

  kept(...names: readonly string[]): void {
    for (const name of names) this.report.kept(this.named(name));
  }

  async makeTogether(group: string, files: Record<string, Content>, what: string): Promise<void> {
    const made = await writeTogether(this.path, group, files);
    for (const name of Object.keys(files)) made ? this.report.made(this.named(name), what) : this.kept(name);
    await this.look();
  }

  /** Puts what follows from other files in the place of what followed from them before. */
  async renew(name: string, text: string, why: string): Promise<void> {
    await writeAnew(this.path, name, text, FOR_CONTAINERS);
    this.report.renewed(this.named(name), why);
    await this.look();
  }

  /** Gives files that belong together other names, of one number that nothing has, so that they are lost to nobody. */
  async putAside(...names: readonly string[]): Promise<void> {
    const number = Math.max(0, ...names.flatMap((name) => this.numbersOf(name))) + 1;
    for (const name of names.filter((each) => this.has(each))) {
      await rename(join(this.path, name), join(this.path, `${name}.${number}`));
      this.report.renewed(this.named(name), `the earlier one is ${name}.${number} now`);
    }
    await this.look();
  }

  /** The names that it was put aside under, the latest first. */
  putAsideOf(name: string): string[] {
    return this.numbersOf(name)
      .sort((a, b) => b - a)
      .map((number) => `${name}.${number}`);
  }

  /** Puts files that were put aside in their places again, where nothing lies now. @param files by name, where each lies */
  async putBack(group: string, files: Record<string, PutAside>, why: string): Promise<void> {
    const contents: Record<string, Content> = {};
    for (const [name, { from, mode }] of Object.entries(files)) contents[name] = { text: await this.read(from), mode };
    if (await writeTogether(this.path, group, contents)) {
      for (const { from } of Object.values(files)) await unlink(join(this.path, from));
      for (const name of Object.keys(files)) this.report.renewed(this.named(name), why);
    }
    await this.look();
  }

  private numbersOf(name: string): number[] {
    return [...this.names].flatMap((each) => {
      const number = each.startsWith(`${name}.`) ? each.slice(name.length + 1) : '';
      return /^[1-9]\d*$/.test(number) ? [Number(number)] : [];
    });
  }

  private async look(): Promise<void> {
    this.names = new Set(await readdir(this.path));
  }
}

/** Whether nothing lies in a folder, or there is none. */
export const holdsNothing = async (path: string): Promise<boolean> => {
  try {
    return (await readdir(path)).length === 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
};

/** @returns whether it was made */
const makeFolder = async (path: string, label: string): Promise<boolean> => {
  try {
    await mkdir(dirname(path), { recursive: true });
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new Error(
      `The folder ${label} can't be made (${code}). Run this as the account that the folder around it belongs to, with room on its disk.`,
    );
  }
};
