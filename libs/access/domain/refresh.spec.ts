import { describe, expect, it } from '@jest/globals';
import { judgeRefresh } from './refresh.js';

const fresh = { sameKey: true, revoked: false, expired: false, deviceRemoved: false, usedSecondsAgo: null };

describe('a refresh token that is shown', () => {
  it('rotates', () => expect(judgeRefresh(fresh)).toBe('rotate'));
  it('again within ten seconds by the same key rotates too: two tabs', () => {
    expect(judgeRefresh({ ...fresh, usedSecondsAgo: 9.9 })).toBe('rotate');
  });
  it('again later ends its family', () => expect(judgeRefresh({ ...fresh, usedSecondsAgo: 10 })).toBe('end_family'));
  it('again by another key ends its family at once', () => {
    expect(judgeRefresh({ ...fresh, sameKey: false, usedSecondsAgo: 1 })).toBe('end_family');
  });
  it('unused by another key is refused, and nobody is signed out', () => {
    expect(judgeRefresh({ ...fresh, sameKey: false })).toBe('token_invalid');
  });
  it('of an ended family stays refused, within the grace too', () => {
    expect(judgeRefresh({ ...fresh, revoked: true, usedSecondsAgo: 1 })).toBe('token_reused');
  });
  it('that expired is refused', () => expect(judgeRefresh({ ...fresh, expired: true })).toBe('token_invalid'));
  it('of a removed device says so', () => expect(judgeRefresh({ ...fresh, revoked: true, deviceRemoved: true })).toBe('device_revoked'));
});
