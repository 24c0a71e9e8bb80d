import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MemberId } from '#libs/contracts/index.js';
import { newId } from './id.js';

afterEach(() => {
  jest.useRealTimers();
});

describe('ids', () => {
  it('are UUIDv7 of the present', () => {
    const id = newId<MemberId>();
    expect(MemberId.parse(id)).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Math.abs(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(5_000);
  });

  it('sort in the order in which they were made, many in one millisecond', () => {
    jest.useFakeTimers({ now: Date.now() + 10_000 });
    const made = Array.from({ length: 10_000 }, () => newId<MemberId>());
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('sort after the ones before where the clock was set back', () => {
    const before = newId<MemberId>();
    jest.useFakeTimers({ now: Date.now() - 3_600_000 });
    expect(newId<MemberId>() > before).toBe(true);
  });
});
