import { describe, expect, it } from '@jest/globals';
import { admitGrant } from './grant.js';

const now = Date.parse('2026-11-20T12:00:00.000Z');

describe('a grant', () => {
  it('is taken as it is within 12 hours', () => {
    const { purposes, until } = admitGrant({ purposes: ['reflect', 'history'], until: '2026-11-20T20:00:00.000Z' }, now);
    expect([...purposes]).toEqual(['reflect', 'history']);
    expect(new Date(until).toISOString()).toBe('2026-11-20T20:00:00.000Z');
  });

  it('is cut at 12 hours', () => {
    expect(admitGrant({ purposes: ['reflect'], until: '2030-01-01T00:00:00.000Z' }, now).until).toBe(now + 12 * 3_600_000);
  });

  it.each(['2026-11-20T12:00:00.000Z', '2026-11-20T11:59:59.999Z', '1970-01-01T00:00:00.000Z', 'soon'])('is refused until %s', (until) => {
    expect(() => admitGrant({ purposes: ['reflect'], until }, now)).toThrow(expect.objectContaining({ code: 'unlock_invalid' }));
  });
});
