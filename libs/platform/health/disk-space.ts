import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { MirrorError } from '#libs/contracts/index.js';

/** Below this nothing new is taken: what was accepted still needs room to be finished, and PostgreSQL for its log. */
export const LEAST_BYTES = 64 * 1024 * 1024;
const REMEMBERED_MS = 1_000;

/** Room on the disk of the data folder, asked at most once a second. */
@Injectable()
export class DiskSpace {
  #asked: { at: number; bytes: Promise<number> } | undefined;

  constructor(
    private readonly folder: string,
    private readonly least = LEAST_BYTES,
  ) {}

  /** Bytes that an unprivileged process can still write. */
  freeBytes(): Promise<number> {
    const now = Date.now();
    if (!this.#asked || now - this.#asked.at >= REMEMBERED_MS) {
      const bytes = statfs(this.folder).then(({ bavail, bsize }) => bavail * bsize);
      this.#asked = { at: now, bytes };
    }
    return this.#asked.bytes;
  }

  /** @throws MirrorError `disk_full` */
  async ensure(): Promise<void> {
    if ((await this.freeBytes()) < this.least) throw new MirrorError('disk_full');
  }
}
