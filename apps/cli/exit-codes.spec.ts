import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { ErrorCode, MirrorError } from '#libs/contracts/index.js';
import { exitFor, exits, exitTable } from './exit-codes.js';

describe('exit codes', () => {
  it('are the ones that the file tells', async () => {
    const told = await readFile('apps/cli/EXIT-CODES.md', 'utf8');
    const rows = [...told.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning]);
    expect(rows).toEqual(Object.values(exits).map(([code, meaning]) => [code, meaning]));
  });

  it('are each used once, and all in the help', () => {
    const codes = Object.values(exits).map(([code]) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(exitTable().split('\n')).toHaveLength(codes.length + 1);
  });

  it('exist for every error, and never say that all is well', () => {
    for (const code of ErrorCode.options) expect(exits[exitFor(new MirrorError(code))][0]).toBeGreaterThan(0);
    expect(exitFor(new TypeError('a mistake'))).toBe('unexpected');
    expect(exitFor(new MirrorError('rate_limited'))).toBe('rateLimited');
  });
});
