import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '#libs/testing/temporary-folder.js';
import { StartFailure } from '../failure.js';
import { checkMemory, memoryLimit } from './memory.js';

const MIB = 1024 * 1024;

describe('the memory that a container may have', () => {
  let folder: string;
  let files: string[];
  beforeEach(async () => {
    folder = await temporaryFolder();
    files = [join(folder, 'memory.max'), join(folder, 'memory.limit_in_bytes')];
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const limit = (which: number, text: string) => {
    writeFileSync(String(files[which]), text);
    return memoryLimit(files);
  };

  it('is read as both versions of cgroups write it', () => {
    expect(memoryLimit(files)).toBeUndefined();
    expect(limit(1, '268435456\n')).toBe(256 * MIB);
    expect(limit(0, '134217728\n')).toBe(128 * MIB);
  });

  it('is none where they say that there is none', () => {
    expect(limit(1, '9223372036854771712\n')).toBeUndefined();
    expect(limit(0, 'max\n')).toBeUndefined();
  });
});

describe('a limit', () => {
  it('that is none, or enough, is passed over', () => {
    expect(checkMemory('gateway', undefined)).toBeUndefined();
    expect(checkMemory('gateway', 512 * MIB)).toBeUndefined();
    expect(checkMemory(undefined, 1024 * MIB)).toBeUndefined();
    expect(checkMemory('migrate', 96 * MIB)).toBeUndefined();
  });

  it('that is little for these roles is said, and the process goes on', () => {
    expect(checkMemory('gateway, vault', 192 * MIB)).toMatch(
      /may have 192 MiB of memory; gateway, vault should have \d+\. .* Raise the limit/,
    );
  });

  it('in which no process comes up is refused', () => {
    const start = () => checkMemory('gate', 64 * MIB);
    expect(start).toThrow(StartFailure);
    expect(start).toThrow(/may have 64 MiB of memory, and needs at least \d+ .* Raise the limit of its container/);
  });
});
