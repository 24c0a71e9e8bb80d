import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';

/** Every secret of ours is far below: what is larger is another file. */
const MOST_BYTES = 64 * 1024;

/** A secret that a process can't work without. The sentence names the file, never what is in it. */
export class SecretFailure extends Error {
  override readonly name = 'SecretFailure';
}

/**
 * The folder of secret files, one secret each. A file is read when it is asked for and not before, so that a process needs
 * those of its own roles alone. Modes and owners are not looked at: Compose mounts secrets as they lie on the host.
 */
@Injectable()
export class SecretFiles {
  constructor(private readonly folder: string) {}

  /** Where a secret lies, for sentences. */
  where(name: string): string {
    return join(this.folder, name);
  }

  /**
   * What the file says, without the newline that an editor leaves at its end.
   * @throws SecretFailure where it is missing, unreadable, empty or too large
   */
  read(name: string): string {
    const text = this.find(name);
    if (text === undefined) throw new SecretFailure(`The secret file ${this.where(name)} is missing. ${remedy(name)}`);
    return text;
  }

  /** As `read`, and undefined where there is no such file. */
  find(name: string): string | undefined {
    const text = this.content(name)?.replace(/\r?\n$/, '');
    if (text?.trim() === '') throw new SecretFailure(`The secret file ${this.where(name)} is empty. ${remedy(name)}`);
    return text;
  }

  private content(name: string): string | undefined {
    const path = this.where(name);
    let file: number | undefined;
    try {
      file = openSync(path, 'r');
      // Docker makes a folder where the file of a bind mount is missing.
      if (!fstatSync(file).isFile()) throw new SecretFailure(`The secret ${path} is not a file. ${remedy(name)}`);
      const content = Buffer.alloc(MOST_BYTES + 1);
      const length = readSync(file, content);
      if (length > MOST_BYTES) throw new SecretFailure(`The secret file ${path} is too large to be one of ours. ${remedy(name)}`);
      return content.toString('utf8', 0, length);
    } catch (cause) {
      if (cause instanceof SecretFailure) throw cause;
      const { code = '' } = cause as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new SecretFailure(`The secret file ${path} can't be read (${code}). ${DENIED.has(code) ? ACCOUNT : remedy(name)}`, { cause });
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }
}

const DENIED = new Set(['EACCES', 'EPERM']);
const ACCOUNT = 'Let the account that this process runs as read it, then start again.';

const remedy = (name: string): string =>
  name === 'root.key'
    ? 'Put it back from your backup, then start again.'
    : 'Put it back, or let scripts/compose-init make what is missing, then start again.';
