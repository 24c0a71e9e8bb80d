import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { MirrorError } from '#libs/contracts/index.js';

/** Below this nothing new is taken: what was accepted still needs room to be finished, and PostgreSQL for its log. */
export const LEAST_BYTES = 64 * 1024 * 1024;
const REMEMBERED_MS = 1_000;

/**
 * Room on the disk of the data folder, asked at most once a second. A process without a folder has no disk to look at: its
 * database says itself when it is full.
 */
@Injectable()
export class DiskSpace {
  #asked: { at: number; bytes: Promise<number> } | undefined;

  constructor(
    private readonly folder: string | undefined,
    private readonly least = LEAST_BYTES,
  ) {}

  /** Bytes that an unprivileged process can still write; undefined without a folder. */
  async freeBytes(): Promise<number | undefined> {
    if (this.folder === undefined) return undefined;
    const now = Date.now();
    if (!this.#asked || now - this.#asked.at >= REMEMBERED_MS) {
      const bytes = statfs(this.folder).then(({ bavail, bsize }) => bavail * bsize);
      this.#asked = { at: now, bytes };
    }
    return this.#asked.bytes;
  }

  /** @throws MirrorError `disk_full` */
  async ensure(): Promise<void> {
    const free = await this.freeBytes();
    if (free !== undefined && free < this.least) throw new MirrorError('disk_full');
  }
}
