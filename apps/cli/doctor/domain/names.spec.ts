import { describe, expect, it } from '@jest/globals';
import { judgeName, type Resolved } from './names.js';
import { type Origin, readOrigin } from './origin.js';

const judge = (resolved: Resolved, origin = 'https://mirror.example.org') =>
  judgeName(readOrigin(origin) as Origin, resolved, ['192.0.2.7']);

describe('the name of a node', () => {
  it('leads to this machine, or to something before it', () => {
    expect(judge({ addresses: ['192.0.2.7'] })).toMatchObject({ state: 'ok', says: expect.stringContaining('which is this machine') });
    expect(judge({ addresses: ['198.51.100.1', '2001:db8::1'] })).toMatchObject({
      state: 'ok',
      says: expect.stringMatching(/198\.51\.100\.1, 2001:db8::1\. That is no address of this machine: right behind a router/),
    });
  });

  it('leads nowhere', () => {
    expect(judge({ failed: 'ENOTFOUND' })).toMatchObject({ state: 'wrong', says: expect.stringContaining('(ENOTFOUND)') });
    expect(judge({ addresses: [] }).state).toBe('wrong');
  });

  it('leads everybody to themselves', () => {
    expect(judge({ addresses: ['127.0.1.1'] })).toMatchObject({ state: 'wrong', next: expect.stringContaining('/etc/hosts') });
    expect(judge({ addresses: ['127.0.0.1'] }, 'http://localhost:8080').state).toBe('ok');
  });
});
