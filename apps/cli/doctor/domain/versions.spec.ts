import { describe, expect, it } from '@jest/globals';
import { judgeOwnVersions, judgeProgram, judgeSchema } from './versions.js';

describe('versions', () => {
  it.each([
    ['PostgreSQL', '18.4', 'ok'],
    ['PostgreSQL', '17.9', 'wrong'],
    ['PostgreSQL', '19.1', 'look'],
    ['Redis', '7.0.15', 'ok'],
    ['Redis', '6.2.1', 'wrong'],
    ['Valkey', '8.1.0', 'ok'],
    ['Valkey', '7.0.0', 'wrong'],
    ['Node.js', '24.21.0', 'ok'],
    ['Node.js', '24.9.0', 'wrong'],
    ['Node.js', '26.0.0', 'look'],
  ] as const)('%s %s is judged %s', (program, version, state) => expect(judgeProgram(program, version).state).toBe(state));

  it('of ours are one, or are named', () => {
    const both = [
      { what: 'mirrorctl', version: '0.1.0' },
      { what: '2 × vault', version: '0.2.0' },
    ];
    expect(judgeOwnVersions(both.slice(0, 1)).state).toBe('ok');
    expect(judgeOwnVersions(both)).toMatchObject({
      state: 'look',
      says: expect.stringContaining('0.1.0 (mirrorctl) and 0.2.0 (2 × vault)'),
    });
  });

  it('of the tables fit the code, or say which is ahead', () => {
    expect(judgeSchema({ schemaSteps: 8, knownSteps: 8 }).state).toBe('ok');
    expect(judgeSchema({ schemaSteps: 7, knownSteps: 8 })).toMatchObject({ state: 'wrong', next: 'docker compose up migrate' });
    expect(judgeSchema({ schemaSteps: 9, knownSteps: 8 })).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('newer version'),
    });
  });
});
