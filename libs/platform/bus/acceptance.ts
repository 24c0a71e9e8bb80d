import { afterAll, beforeAll, describe } from '@jest/globals';
import type { BusBacking } from './acceptance/backing.js';
import { callsSuite } from './acceptance/calls.js';
import { crashesSuite } from './acceptance/crashes.js';
import { eventsSuite } from './acceptance/events.js';
import { signalsSuite, streamsSuite } from './acceptance/streams.js';

export type { BusBacking, ChildAct, StartedBus, StartOptions } from './acceptance/backing.js';

/** What every adapter of the bus must do, run on one: `open` prepares what it stands on. */
export const busAcceptance = (adapter: string, open: () => Promise<BusBacking>): void =>
  describe(`the bus ${adapter}`, () => {
    let backing: BusBacking;
    beforeAll(async () => {
      backing = await open();
    });
    afterAll(() => backing.close());

    callsSuite(() => backing);
    streamsSuite(() => backing);
    signalsSuite(() => backing);
    eventsSuite(() => backing);
    crashesSuite(() => backing);
  });
