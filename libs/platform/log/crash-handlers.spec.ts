import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

const run = (source: string) =>
  spawnSync(process.execPath, ['--conditions=mirrorstead', '--import', 'tsx', '--input-type=module', '-e', source], { encoding: 'utf8' });

const program = (mistake: string) => `
  import { Log, installCrashHandlers } from '#libs/platform/log/index.js';
  installCrashHandlers(new Log('info', '1'));
  ${mistake}
  setTimeout(() => console.log('went on'), 50);`;

describe('a process that meets an error nobody caught', () => {
  it('ends after an exception, saying name and frames but not the message', () => {
    const { status, stdout, stderr } = run(program(`setTimeout(() => { throw new TypeError('secret-word'); }, 0);`));
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ level: 'fatal', what: 'uncaught_exception', error: { name: 'TypeError' } });
    expect(stdout + stderr).not.toContain('secret-word');
  });

  it('goes on after a rejection, saying name and frames but not the message', () => {
    const { status, stdout, stderr } = run(program(`void Promise.reject(new RangeError('secret-word'));`));
    expect(status).toBe(0);
    const [line = '', rest] = stdout.split('\n');
    expect(JSON.parse(line)).toMatchObject({ level: 'error', what: 'unhandled_rejection', error: { name: 'RangeError' } });
    expect(rest).toBe('went on');
    expect(stdout + stderr).not.toContain('secret-word');
  });
});
