import { describe, expect, it } from '@jest/globals';
import { ok } from './domain/verdict.js';
import { remoteWays } from './domain/ways.js';
import { Evidence } from './evidence.js';
import { type Check, examine } from './examine.js';

const check = (name: string, work: Check['examine']): Check => ({ name, examine: work });
const run = (...checks: Check[]) => {
  const { signal } = new AbortController();
  const place = { kind: 'remote', originText: undefined, origin: undefined, ways: remoteWays } as const;
  return examine(checks, new Evidence(place, '1.0.0', signal), signal, 50);
};

describe('an examination', () => {
  it('tells its findings in the order of the checks, whichever is done first', async () => {
    const first = Promise.withResolvers<void>();
    const findings = await run(
      check('slow', async () => {
        await first.promise;
        return [ok('a')];
      }),
      check('quick', async () => {
        first.resolve();
        return [ok('b'), ok('c')];
      }),
    );
    expect(findings.map(({ check: name, says }) => name + says)).toEqual(['slowa', 'quickb', 'quickc']);
  });

  it('goes on past a check that fails, without repeating what an error says', async () => {
    const secret = Object.assign(new Error('the password is swordfish'), { code: 'EIO' });
    const findings = await run(
      check('broken', () => Promise.reject(secret)),
      check('fine', async () => [ok('a')]),
    );
    expect(findings).toMatchObject([
      { check: 'broken', state: 'look', says: expect.stringContaining('(EIO)') },
      { check: 'fine', state: 'ok' },
    ]);
    expect(JSON.stringify(findings)).not.toContain('swordfish');
  });

  it('waits for nobody who hangs', async () => {
    const findings = await run(
      check('hanging', () => new Promise(() => undefined)),
      check('fine', async () => [ok('a')]),
    );
    expect(findings).toMatchObject([
      { check: 'hanging', state: 'look', says: expect.stringContaining('within 0.05 seconds') },
      { state: 'ok' },
    ]);
  });
});
