import { describe, expect, it } from '@jest/globals';
import { judgeEvents } from './events.js';
import { composeWays } from './ways.js';

const parked = (event: string) => ({
  event,
  name: 'turn-settled',
  subscriber: 'reflection.outline',
  error: 'internal',
  attempts: 8,
  forMs: 7_200_000,
});
const judge = (waiting: number, oldestMs: number, events: string[] = []) =>
  judgeEvents({ waiting, oldestMs, byRole: waiting > 0 ? { reflection: waiting } : {}, parked: events.map(parked) }, composeWays);

describe('events', () => {
  it('are on their way, or late', () => {
    expect(judge(0, 0)).toEqual([{ state: 'ok', says: 'No event waits.' }]);
    expect(judge(3, 4_000)).toMatchObject([{ state: 'ok', says: '3 events are on the way, the oldest for 4 seconds.' }]);
    expect(judge(3, 600_000)).toMatchObject([
      {
        state: 'look',
        says: expect.stringMatching(/oldest for 10 minutes: 3 for reflection\. .*nothing is lost/),
        next: 'docker compose logs --tail 50 reflection',
      },
    ]);
  });

  it('that were given up are named by id, code and the command that releases them', () =>
    expect(judge(0, 0, ['0199-a'])).toMatchObject([
      { state: 'ok' },
      {
        state: 'look',
        says: 'The event 0199-a (turn-settled for reflection.outline) was given up 2 hours ago, after 8 tries, for internal. It is kept.',
        next: expect.stringContaining('events release 0199-a'),
      },
    ]));

  it('are not listed without end', () => {
    const verdicts = judge(
      0,
      0,
      Array.from({ length: 9 }, (_, index) => `e${index}`),
    );
    expect(verdicts).toHaveLength(7);
    expect(verdicts.at(-1)).toMatchObject({ says: '4 events more were given up.', next: expect.stringContaining('events release all') });
  });
});
