import { randomBytes } from 'node:crypto';
import { lstat, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MirrorError } from '#libs/contracts/index.js';
import { type DeviceKeys, exportDeviceKeys, fromBase64url, fromUtf8, importDeviceKeys, utf8 } from '#libs/crypto/index.js';
import type { DeviceRecord, DeviceStore } from '#libs/sdk/index.js';
import { withFileLock } from './file-lock.js';
import { about, joinRecord, KeyFileContent, Secret, splitRecord } from './key-file-format.js';
import { deriveFileKey, type FileKey, openSecret, type Sealed, sealSecret } from './key-seal.js';

export type KeyFileOptions = {
  path: string;
  /** The passphrase of a sealed file; asked again after a wrong one, until it gives none. `attempt` begins at 1. */
  passphrase: (attempt: number) => Promise<string | undefined>;
  /** What a new file is sealed under; without, it is plain at mode 600. */
  protect?: string | undefined;
};

const closed = (detail: string, cause?: unknown) => new MirrorError('device_keys_closed', detail, { cause });

/** A device's record in a file: one JSON object, readable by its owner alone, its secret plain or under a passphrase. */
export class KeyFile implements DeviceStore {
  readonly #options: KeyFileOptions;
  #fileKey: FileKey | undefined;
  /** Loaded keys can't be exported any more; their bytes are kept for the next writing. */
  readonly #bytes = new WeakMap<DeviceKeys, Uint8Array>();

  constructor(options: KeyFileOptions) {
    this.#options = options;
  }

  get path(): string {
    return this.#options.path;
  }

  async load(): Promise<DeviceRecord | undefined> {
    const content = await this.#read();
    if (!content) return undefined;
    const secret = 'sealed' in content.secret ? await this.#open(content.secret, about(content.public)) : content.secret;
    const bytes = utf8(JSON.stringify(secret.keys));
    const keys = await importDeviceKeys(bytes).catch((cause: unknown) => {
      throw closed(`The keys in ${this.path} are damaged.`, cause);
    });
    this.#bytes.set(keys, bytes);
    return joinRecord(content.public, keys, secret.tokens);
  }

  async save(record: DeviceRecord): Promise<void> {
    const { part, tokens } = splitRecord(record);
    const bytes = this.#bytes.get(record.keys) ?? (await exportDeviceKeys(record.keys));
    const secret = Secret.parse({ keys: JSON.parse(fromUtf8(bytes)), ...(tokens ? { tokens } : {}) });
    const key = await this.#keyToSave();
    const content = { public: part, secret: key ? await sealSecret(key, about(part), utf8(JSON.stringify(secret))) : secret };
    await writeWhole(this.path, `${JSON.stringify(content, undefined, 2)}\n`);
  }

  async remove(): Promise<void> {
    await unlink(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw closed(`${this.path} can't be removed.`, error);
    });
  }

  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    return withFileLock(`${this.path}.lock`, work);
  }

  /** Whether the file's secret is under a passphrase; undefined where there is no file. */
  async isSealed(): Promise<boolean | undefined> {
    const content = await this.#read();
    return content && 'sealed' in content.secret;
  }

  async #read(): Promise<KeyFileContent | undefined> {
    const found = await lstat(this.path).catch(() => undefined);
    if (!found) return undefined;
    if (!found.isFile()) throw closed(`${this.path} is not a file of its own.`);
    // Whoever can read it could answer as this device; so it is taken for known, not for used on quietly.
    if ((found.mode & 0o077) !== 0) throw closed(`Others can read ${this.path}. Close it first: chmod 600 ${this.path}`);
    const text = await readFile(this.path, 'utf8').catch((cause: unknown) => {
      throw closed(`${this.path} can't be read.`, cause);
    });
    const content = KeyFileContent.safeParse(parseJson(text));
    if (!content.success) throw closed(`${this.path} is not a key file of this version, or it is damaged.`);
    return content.data;
  }

  async #open(sealed: Sealed, associated: Uint8Array): Promise<Secret> {
    const salt = fromBase64url(sealed.salt);
    for (let attempt = 1; ; attempt++) {
      const key = this.#fileKey ?? (await this.#ask(salt, attempt));
      try {
        const secret = Secret.parse(parseJson(fromUtf8(await openSecret(key, associated, sealed))));
        this.#fileKey = key;
        return secret;
      } catch (error) {
        if (!(error instanceof MirrorError) || this.#fileKey || attempt === 3) throw error;
      }
    }
  }

  async #ask(salt: Uint8Array, attempt: number): Promise<FileKey> {
    const passphrase = await this.#options.passphrase(attempt);
    if (passphrase === undefined) throw closed('The passphrase does not open the key file, or none was given.');
    return deriveFileKey(passphrase, salt);
  }

  /** As the file was; a new one as it was asked for. */
  async #keyToSave(): Promise<FileKey | undefined> {
    if (this.#fileKey) return this.#fileKey;
    const sealed = await this.isSealed();
    if (sealed) throw closed(`${this.path} was sealed by another program meanwhile.`);
    if (sealed === undefined && this.#options.protect !== undefined) this.#fileKey = await deriveFileKey(this.#options.protect);
    return this.#fileKey;
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Whole or not at all, also when the machine stops in between: a new file, on the disk, then under the name. */
const writeWhole = async (path: string, text: string): Promise<void> => {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    const parent = await open(folder, 'r');
    await parent.sync().finally(() => parent.close());
  } catch (cause) {
    await unlink(fresh).catch(() => {});
    throw closed(`${path} can't be written.`, cause);
  }
};
