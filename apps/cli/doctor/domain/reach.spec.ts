import { describe, expect, it } from '@jest/globals';
import { type Origin, readOrigin } from './origin.js';
import { judgeReach, judgeRedirect } from './reach.js';
import { composeWays } from './ways.js';

const origin = readOrigin('https://mirror.example.org') as Origin;
const live = { status: 200, ours: true };

describe('the way in', () => {
  it('is there by name', () => expect(judgeReach(origin, { by: 'name', ...live }, composeWays).state).toBe('ok'));

  it('is only seen at the machine itself: usual behind a router, so not called wrong', () =>
    expect(judgeReach(origin, { by: 'machine', ...live }, composeWays)).toMatchObject({
      state: 'look',
      next: expect.stringContaining('on a phone outside'),
    }));

  it('is not there, and says in words why', () =>
    expect(judgeReach(origin, { by: 'nothing', reason: 'ECONNREFUSED' }, composeWays)).toEqual({
      state: 'wrong',
      says: 'Nothing answers at https://mirror.example.org (nothing listens there): nobody gets in.',
      next: 'docker compose up -d',
    }));

  it('ends at the front', () =>
    expect(judgeReach(origin, { by: 'name', status: 503, ours: false }, composeWays)).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('no gateway behind it'),
      next: expect.stringContaining('docker compose logs --tail 50 gateway'),
    }));

  it('ends where somebody listens and says nothing', () =>
    expect(judgeReach(origin, { by: 'silent' }, composeWays)).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('says nothing'),
    }));

  it('ends at another program', () =>
    expect(judgeReach(origin, { by: 'name', status: 200, ours: false }, composeWays)).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('is not this node'),
    }));
});

describe('plain http', () => {
  it.each([
    [{ status: 308, location: 'https://mirror.example.org/' }, 'ok'],
    [{ status: 301, location: 'https://mirror.example.org/write' }, 'ok'],
    [{ status: 301, location: 'https://elsewhere.example.org/' }, 'look'],
    [{ status: 200, location: undefined }, 'look'],
    [{ reason: 'ECONNREFUSED' }, 'look'],
  ])('%j is judged %s', (found, state) => expect(judgeRedirect(origin, found).state).toBe(state));
});
