import { describe, expect, it } from '@jest/globals';
import { aDevice, aMember } from '#libs/testing/factories.js';
import { Challenges } from './challenges.js';
import type { InstanceKey } from './instance.js';

const key = {} as InstanceKey;
const [member, device] = [aMember(), aDevice()];
const expired = expect.objectContaining({ code: 'challenge_expired' });

describe('challenges', () => {
  it('are good once, for a minute, with the key that they were given for', () => {
    const challenges = new Challenges();
    const { challenge, expires } = challenges.issue(member, device, key, 1_000);
    expect(expires).toBe(61_000);
    expect(challenges.take(challenge, member, device, 60_999)).toBe(key);
    expect(() => challenges.take(challenge, member, device, 60_999)).toThrow(expired);
    const late = challenges.issue(member, device, key, 1_000);
    expect(() => challenges.take(late.challenge, member, device, 61_000)).toThrow(expired);
  });

  it('are 32 bytes that nobody guesses, and different each time', () => {
    const challenges = new Challenges();
    const all = Array.from({ length: 50 }, () => challenges.issue(member, device, key, 0).challenge);
    expect(new Set(all).size).toBe(50);
    for (const challenge of all) expect(challenge).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it('are for one member’s one device, and stay theirs when somebody else tries', () => {
    const challenges = new Challenges();
    const { challenge } = challenges.issue(member, device, key, 0);
    expect(() => challenges.take(challenge, aMember(), device, 1)).toThrow(expired);
    expect(() => challenges.take(challenge, member, aDevice(), 1)).toThrow(expired);
    expect(challenges.take(challenge, member, device, 1)).toBe(key);
  });

  it('are at most four of one device, the newest, and no one else’s go for them', () => {
    const challenges = new Challenges();
    const other = challenges.issue(member, aDevice(), key, 0);
    const given = Array.from({ length: 6 }, () => challenges.issue(member, device, key, 0).challenge);
    const good = given.filter((challenge) => {
      try {
        return challenges.take(challenge, member, device, 1);
      } catch {
        return false;
      }
    });
    expect(good).toEqual(given.slice(2));
    expect(other.challenge).toBeDefined();
  });

  it('of a removed device are gone', () => {
    const challenges = new Challenges();
    const { challenge } = challenges.issue(member, device, key, 0);
    const kept = challenges.issue(aMember(), device, key, 0);
    challenges.forget(member, device);
    expect(() => challenges.take(challenge, member, device, 1)).toThrow(expired);
    expect(kept.challenge).toBeDefined();
  });
});
