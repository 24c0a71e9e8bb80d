import type { Facts } from '#libs/contracts/index.js';
import { timeSpan } from './time-span.js';
import { look, ok, type Verdict } from './verdict.js';
import type { Ways } from './ways.js';

/** An event is enqueued anew after 30 s; after minutes nobody is working on it. */
const LATE_MS = 120_000;
const SHOWN = 5;

/** Judges the work that was promised and is not done yet. Ids and codes of ours, never what the events say. */
export const judgeEvents = ({ waiting, oldestMs, byRole, parked }: NonNullable<Facts['events']>, ways: Ways): Verdict[] => {
  const roles = Object.entries(byRole).sort(([, a], [, b]) => b - a);
  return [
    waiting > 0 && oldestMs > LATE_MS
      ? look(
          `${waiting} ${waiting === 1 ? 'event waits' : 'events wait'} to be handled, the oldest for ${timeSpan(oldestMs)}: ${roles.map(([role, count]) => `${count} for ${role}`).join(', ')}. What follows from turns (outlines, removals of keys) is late; nothing is lost.`,
          ways.logs(roles[0]?.[0] ?? 'gateway'),
        )
      : ok(
          waiting === 0
            ? 'No event waits.'
            : `${waiting} ${waiting === 1 ? 'event is' : 'events are'} on the way, the oldest for ${timeSpan(oldestMs)}.`,
        ),
    ...parked
      .slice(0, SHOWN)
      .map(({ event, name, subscriber, error, attempts, forMs }) =>
        look(
          `The event ${event} (${name} for ${subscriber}) was given up ${timeSpan(forMs)} ago, after ${attempts} tries, for ${error}. It is kept.`,
          `When the cause is mended: ${ways.release(event)}`,
        ),
      ),
    ...(parked.length > SHOWN ? [look(`${parked.length - SHOWN} events more were given up.`, ways.release('all'))] : []),
  ];
};
