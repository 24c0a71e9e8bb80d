import type { Health, Metrics } from '#libs/platform/health/index.js';
import { parkedSentence } from './domain/parked-sentence.js';
import type { Outbox } from './outbox/outbox.js';

/**
 * Shows an operator what waits for a person. A parked event makes no process unready: to restart it would not help, and
 * everything else goes on.
 */
export const showParked = (outbox: Outbox, health: Health | undefined, metrics: Metrics | undefined): void => {
  health?.register('events', async () => {
    const detail = parkedSentence(await outbox.parked());
    return detail === undefined ? { ready: true } : { ready: true, detail };
  });
  health?.describe('events', async () => {
    const [backlog, parked] = await Promise.all([outbox.backlog(), outbox.parked()]);
    return {
      ...backlog,
      parked: parked.map(({ event, name, subscriber, error, attempts, forMs }) => ({ event, name, subscriber, error, attempts, forMs })),
    };
  });
  metrics?.gauge('mirror_events_waiting', 'Deliveries that are outstanding.', [], async (gauge) => {
    gauge.set((await outbox.backlog()).waiting);
  });
  metrics?.gauge('mirror_events_parked', 'Events that wait for a person, up to 100.', [], async (gauge) => {
    gauge.set((await outbox.parked()).length);
  });
};
