import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartFailure } from '../failure.js';

/** What the data folder says about itself: who serves it, and how new it is. */
const NodeFile = z.looseObject({ format: z.literal(1), origin: z.url(), version: z.string() });
type NodeFile = z.infer<typeof NodeFile>;

const newer = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
};

/** The folder that a node lives in: refuses what is not its own before anything in it is touched. */
export class DataFolder {
  constructor(readonly path: string) {}

  get secrets(): string {
    return join(this.path, 'secrets');
  }

  /** Whether a node has lived here. */
  get hasData(): boolean {
    return existsSync(join(this.path, 'postgres', 'PG_VERSION')) || existsSync(this.file);
  }

  /**
   * @throws StartFailure where the data is from a newer version, belongs to another origin, or where the keys beside it
   * are missing (old ciphertext is never met by a new key). Nothing is changed.
   */
  check(origin: string, version: string): void {
    if (!this.hasData) return;
    for (const [file, what] of [
      ['root.key', 'the root key, which everything sealed here hangs on'],
      ['database-admin', 'the password of the database'],
      ['database-node', 'the password of the database'],
    ] as const) {
      if (!existsSync(join(this.secrets, file)))
        throw new StartFailure(
          'key',
          `There is data in ${this.path}, but ${what} (secrets/${file}) is missing. Nothing was changed. Put the file back from your backup, then start again.`,
        );
    }
    const known = this.read();
    if (!known) return;
    if (newer(known.version, version))
      throw new StartFailure(
        'version',
        `The data in ${this.path} was written by version ${known.version}, and this is ${version}. Nothing was changed. Start it with ${known.version} or newer.`,
      );
    if (known.origin !== origin)
      throw new StartFailure(
        'port',
        `This node is known as ${known.origin}, and its devices are bound to that. Start it with --port ${new URL(known.origin).port || 80}, or choose another data folder.`,
      );
  }

  /** Notes the origin at the first start, and which version was here last. There at once or not at all. */
  write(origin: string, version: string): void {
    const known = this.read();
    if (known?.version === version) return;
    const content: NodeFile = { ...known, format: 1, origin, version };
    writeFileSync(`${this.file}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o644 });
    renameSync(`${this.file}.new`, this.file);
  }

  private get file(): string {
    return join(this.path, 'node.json');
  }

  private read(): NodeFile | undefined {
    if (!existsSync(this.file)) return undefined;
    try {
      return NodeFile.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch (cause) {
      throw new StartFailure(
        'data',
        `${this.file} can't be read as this node's own description. Nothing was changed. Restore it from your backup, or choose another data folder.`,
        { cause },
      );
    }
  }
}
