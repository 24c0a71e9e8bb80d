import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aDevice, aMember, type FreshDatabase, freshDatabase } from '#libs/testing/index.js';
import { accessData } from './data.js';
import { RateLimits } from './rate-limits.js';

let database: FreshDatabase;
let limits: RateLimits;
beforeAll(async () => {
  database = await freshDatabase([accessData]);
  limits = new RateLimits(database.unitOfWork);
});
afterAll(() => database.close());

const limited = expect.objectContaining({ code: 'rate_limited' });
/** Lets the counted requests lie so many seconds back. */
const later = (seconds: number) =>
  database.look(
    'update access.rate_window set hits = (select array_agg(hit - make_interval(secs => $1) order by hit) from unnest(hits) hit)',
    [seconds],
  );

describe('a rate limit', () => {
  it('lets so many pass in any such time, and tells the rest how long to wait', async () => {
    for (let asked = 0; asked < 3; asked++) await limits.take('window', 'one', 3, 60);
    await expect(limits.take('window', 'one', 3, 60)).rejects.toEqual(expect.objectContaining({ code: 'rate_limited', retryAfter: 60 }));
    await later(59);
    await expect(limits.take('window', 'one', 3, 60)).rejects.toEqual(expect.objectContaining({ retryAfter: 1 }));
    await later(1);
    await limits.take('window', 'one', 3, 60);
  });

  it('slides: what was asked just before a full minute counts just after it', async () => {
    await limits.take('slide', 'one', 2, 60);
    await later(55);
    await limits.take('slide', 'one', 2, 60);
    await later(10);
    await limits.take('slide', 'one', 2, 60);
    await expect(limits.take('slide', 'one', 2, 60)).rejects.toEqual(limited);
  });

  it('does not count what it refused', async () => {
    await limits.take('refused', 'one', 1, 60);
    for (let asked = 0; asked < 5; asked++) await expect(limits.take('refused', 'one', 1, 60)).rejects.toEqual(limited);
    await later(60);
    await limits.take('refused', 'one', 1, 60);
  });

  it('holds for many at once', async () => {
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => limits.take('at once', 'one', 5, 60)));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('counts each key and each bucket by itself', async () => {
    await limits.take('apart', 'one', 1, 60);
    await limits.take('apart', 'two', 1, 60);
    await limits.take('apart too', 'one', 1, 60);
    await expect(limits.take('apart', 'one', 1, 60)).rejects.toEqual(limited);
  });

  it('gives each device of a member 30 turns a minute', async () => {
    const [member, device] = [aMember(), aDevice()];
    for (let turn = 0; turn < 30; turn++) await limits.requireTurn(member, device);
    await expect(limits.requireTurn(member, device)).rejects.toEqual(limited);
    await limits.requireTurn(member, aDevice());
  });

  it('keeps no key in clear', async () => {
    await limits.take('address', '203.0.113.7', 1, 60);
    expect(JSON.stringify(await database.look('select w::text from access.rate_window w'))).not.toContain('203.0.113.7');
  });
});
