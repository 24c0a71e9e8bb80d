import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MirrorError } from '#libs/contracts/index.js';
import { randomBytes } from '#libs/crypto/index.js';
import type { SecretFiles } from '#libs/platform/config/index.js';
import { formatRootKey, parseRootKey, ROOT_KEY_BYTES, type RootKey } from './domain/root-key.js';
import { KeySource } from './key-source.js';

const FILE = 'root.key';

/**
 * The root key of a secrets folder (`root.key`, mode 600). Where it is missing and nothing was sealed yet it is made; beside
 * existing data a missing key is refused, since a new one would open none of it. Call it before anything is changed.
 * @throws MirrorError `vault_unavailable` with a sentence naming the file; nothing was changed then
 */
export const openRootKey = async (secretsFolder: string, { existingData }: { existingData: boolean }): Promise<RootKey> => {
  const path = join(secretsFolder, FILE);
  const found = await readRootKey(path);
  if (found) return found;
  if (existingData) throw missingBesideData(path);
  await mkdir(secretsFolder, { recursive: true, mode: 0o700 });
  return createRootKey(path);
};

/** What invariant 5 of DESIGN asks for: old ciphertext is never met by a new key. */
const missingBesideData = (path: string): MirrorError =>
  new MirrorError(
    'vault_unavailable',
    `The root key ${path} is missing, and there is data that only it opens. Put it back, then start again. Nothing was changed, and no new key was made.`,
  );

/** The secret file as a source of the root key. */
export class RootKeyFile extends KeySource {
  readonly where: string;

  constructor(private readonly secretsFolder: string) {
    super();
    this.where = join(secretsFolder, FILE);
  }

  open(state: { existingData: boolean }): Promise<RootKey> {
    return openRootKey(this.secretsFolder, state);
  }
}

/**
 * The secret file as it is mounted into a process of a split node. Such a process never makes one: two that start at once
 * would each seal with its own, and what it wrote would be gone with its container.
 */
export class MountedRootKey extends KeySource {
  readonly where: string;

  constructor(private readonly secrets: SecretFiles) {
    super();
    this.where = secrets.where(FILE);
  }

  async open({ existingData }: { existingData: boolean }): Promise<RootKey> {
    const text = this.secrets.find(FILE);
    if (text !== undefined) return parseRootKey(text, this.where);
    if (existingData) throw missingBesideData(this.where);
    throw new MirrorError(
      'vault_unavailable',
      `The root key ${this.where} is missing. Let scripts/compose-init make it, keep a copy elsewhere, then start again.`,
    );
  }
}

const readRootKey = async (path: string): Promise<RootKey | undefined> => {
  try {
    const { mode } = await stat(path);
    // Whoever else can read it can open the node's keys: said at once, and not mended behind the administrator's back.
    if (mode & 0o077) {
      throw new MirrorError(
        'vault_unavailable',
        `The root key ${path} can be read by others. Close it with chmod 600, think about who may have read it, then start again.`,
      );
    }
    return parseRootKey(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof MirrorError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new MirrorError('vault_unavailable', `The root key ${path} can't be read (${code}). Nothing was changed.`, { cause: error });
  }
};

/** Written whole or not at all: linked into place once it is on the disk. Of two starts at once, one makes it. */
const createRootKey = async (path: string): Promise<RootKey> => {
  const root = { key: randomBytes(ROOT_KEY_BYTES) };
  const unfinished = `${path}.${randomUUID()}.new`;
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(formatRootKey(root));
    await file.sync();
    await link(unfinished, path);
    await syncFolder(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const other = code === 'EEXIST' ? await readRootKey(path) : undefined;
    if (!other) throw new MirrorError('vault_unavailable', `The root key ${path} can't be written (${code}).`, { cause: error });
    return other;
  } finally {
    await file.close();
    await unlink(unfinished);
  }
  return root;
};

/** The name is on the disk too: a key lost in a power cut after data was sealed with it would be lost for good. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};
