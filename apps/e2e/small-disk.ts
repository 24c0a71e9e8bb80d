import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small disk of its own needs root on Linux, and one whom the kernel lets mount: a container's often may not. */
const mayMount = (): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const at = mkdtempSync(join(tmpdir(), 'mirrorstead-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', at]).status === 0;
  if (mounted) execFileSync('umount', [at]);
  rmSync(at, { recursive: true });
  return mounted;
};

/** A disk that a test can fill. */
export class SmallDisk {
  static readonly possible = mayMount();
  readonly at = mkdtempSync(join(tmpdir(), 'mirrorstead-disk-'));

  constructor(megabytes: number) {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', this.at]);
  }

  private get filler(): string {
    return join(this.at, 'filler');
  }

  /** Takes all room but so many bytes. */
  leave(bytes: number): void {
    this.free();
    const { bavail, bsize } = statfsSync(this.at);
    try {
      writeFileSync(this.filler, Buffer.alloc(Math.max(bavail * bsize - bytes, 0)));
    } catch (error) {
      // Somebody else wrote meanwhile: then it is as full as it gets.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Gives the room back. */
  free(): void {
    rmSync(this.filler, { force: true });
  }

  remove(): void {
    execFileSync('umount', [this.at]);
    rmSync(this.at, { recursive: true });
  }
}
