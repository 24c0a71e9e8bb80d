import { describe, expect, it } from '@jest/globals';
import { judgeCertificate, type ShownCertificate } from './certificate.js';

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 20);
const renewal = { own: 'compose-init', automatic: 'caddy' };
const good: ShownCertificate = {
  protocol: 'TLSv1.3',
  notBefore: now - DAY,
  notAfter: now + 60 * DAY,
  coversHost: true,
  byOwnAuthority: false,
};
const judge = (change: Partial<ShownCertificate> = {}) => judgeCertificate({ ...good, ...change }, 'mirror.example.org', now, renewal);

describe('a certificate', () => {
  it('is fine while devices take it', () => {
    expect(judge()).toEqual([{ state: 'ok', says: expect.stringMatching(/a public authority and valid until 2027-01-19 \(TLSv1\.3\)/) }]);
    expect(judge({ byOwnAuthority: true })).toEqual([{ state: 'ok', says: expect.stringContaining("the node's own authority") }]);
  });

  it('is looked at from three weeks before its end, with the way to a new one by who signs it', () => {
    expect(judge({ notAfter: now + 22 * DAY })[0]?.state).toBe('ok');
    expect(judge({ notAfter: now + 20 * DAY })).toEqual([
      { state: 'look', says: expect.stringContaining('20 days from now'), next: 'caddy' },
    ]);
    expect(judge({ notAfter: now + 20 * DAY, byOwnAuthority: true })).toMatchObject([{ state: 'look', next: 'compose-init' }]);
  });

  it('is wrong once it ended, whatever else is', () => {
    const ended = { notAfter: now - 3 * DAY, refusedFor: 'CERT_HAS_EXPIRED' };
    expect(judge(ended)).toEqual([
      { state: 'wrong', says: expect.stringMatching(/ended on 2026-11-17, 3 days ago\. Browsers/), next: 'caddy' },
    ]);
  });

  it('points at the clock where it has not begun', () =>
    expect(judge({ notBefore: now + DAY, refusedFor: 'CERT_NOT_YET_VALID' })).toMatchObject([
      {
        state: 'wrong',
        says: expect.stringContaining('this machine takes today for 2026-11-20'),
        next: expect.stringContaining('timedatectl'),
      },
    ]));

  it('is wrong for another name, and where nobody trusts who signed it', () => {
    expect(judge({ coversHost: false })).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('was not made for mirror.example.org') },
    ]);
    expect(judge({ refusedFor: 'DEPTH_ZERO_SELF_SIGNED_CERT' })).toMatchObject([
      { state: 'wrong', says: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT') },
    ]);
  });

  it('is told apart from an old protocol', () => expect(judge({ protocol: 'TLSv1.1' }).map(({ state }) => state)).toEqual(['wrong', 'ok']));
});
