import { describe, expect, it } from '@jest/globals';
import { judgeOrigin, judgeRefusal, readOrigin } from './origin.js';

describe('the address of a node', () => {
  it.each([
    ['https://mirror.example.org', { host: 'mirror.example.org', port: 443, secure: true, loopback: false }],
    ['https://192.168.7.1:8443/', { host: '192.168.7.1', port: 8443, secure: true, loopback: false }],
    ['http://localhost:8080', { host: 'localhost', port: 8080, secure: false, loopback: true }],
    ['https://[::1]:8443', { host: '::1', port: 8443, secure: true, loopback: true }],
  ])('is read: %s', (text, origin) => expect(readOrigin(text)).toMatchObject(origin));

  it.each(['', 'mirror.example.org', 'ftp://mirror.example.org', 'https://ida:word@mirror.example.org', 'https://'])('is not %j', (text) =>
    expect(readOrigin(text)).toBeUndefined(),
  );

  it.each([
    ['https://mirror.example.org', []],
    ['http://localhost:8080', []],
    [undefined, ['wrong']],
    ['', ['wrong']],
    ['mirror.example.org', ['wrong']],
    ['http://mirror.example.org', ['wrong']],
    ['https://mirror.example.org/app', ['look']],
  ])('%j is judged %j', (text, states) => expect(judgeOrigin(text, '.env').map(({ state }) => state)).toEqual(states));

  it('repeats no password that stands in it', () =>
    expect(JSON.stringify(judgeOrigin('https://ida:word@mirror.example.org', '.env'))).not.toContain('word@'));

  it('is set back where devices are bound to another one', () =>
    expect(judgeRefusal({ known: 'https://mirror.example.org:8443', told: 'https://other.example.org' }, '.env')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('.env says https://other.example.org, but this node is known as https://mirror.example.org:8443'),
      next: expect.stringContaining(
        'Set MIRROR_ORIGIN back to https://mirror.example.org:8443 there, and MIRROR_NAME to mirror.example.org;',
      ),
    }));
});
