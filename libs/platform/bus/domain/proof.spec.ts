import { describe, expect, it } from '@jest/globals';
import { events, type Role } from '#libs/contracts/index.js';
import { ask, echo } from '../acceptance/contracts.js';
import { type Wiring, wiringFaults } from './proof.js';

const contracts = { calls: [ask, echo], events: [events.memberUnlocked] };
const complete: Wiring = {
  answers: [
    { where: 'Gate.ask', call: 'test.ask' },
    { where: 'Mirror.echo', call: 'test.echo' },
  ],
  handlers: [
    { where: 'Turns.drain', event: 'member-unlocked', subscriber: 'reflection.drain' },
    { where: 'Devices.seen', event: 'member-unlocked', subscriber: 'gateway.seen' },
  ],
};
const all: Role[] = ['gateway', 'gate', 'vault', 'reflection'];
const here = (roles: readonly Role[]) => (role: Role) => roles.includes(role);
const faults = (wiring: Wiring, roles = all, reachable = here(roles)) => wiringFaults(roles, contracts, wiring, reachable);

describe('the proof of the wiring', () => {
  it('finds nothing wrong where each call and each subscriber has one method', () => {
    expect(faults(complete)).toEqual([]);
  });

  it('names a call that nothing answers', () => {
    expect(faults({ ...complete, answers: complete.answers.slice(1) })).toEqual(['The call test.ask has no method that answers it.']);
  });

  it('names both methods where two answer a call', () => {
    const answers = [...complete.answers, { where: 'Other.ask', call: 'test.ask' }];
    expect(faults({ ...complete, answers })).toEqual(['The call test.ask has 2 methods that answer it: Gate.ask and Other.ask.']);
  });

  it('names the subscriber that nothing handles, though another of the event is handled', () => {
    expect(faults({ ...complete, handlers: complete.handlers.slice(1) })).toEqual([
      'The event member-unlocked for reflection.drain has no method that handles it.',
    ]);
  });

  it('names both methods where two handle for one subscriber', () => {
    const handlers = [...complete.handlers, { where: 'Other.drain', event: 'member-unlocked', subscriber: 'reflection.drain' }];
    expect(faults({ ...complete, handlers })).toEqual([
      'The event member-unlocked for reflection.drain has 2 methods that handle it: Turns.drain and Other.drain.',
    ]);
  });

  it('asks nothing of roles that run elsewhere', () => {
    const wiring = { answers: complete.answers.slice(0, 1), handlers: [] };
    expect(faults(wiring, ['gate'], () => true)).toEqual([]);
  });

  it('names the role that is asked and out of reach', () => {
    const wiring = { answers: complete.answers.slice(0, 1), handlers: [] };
    expect(faults(wiring, ['gate'])).toEqual(['gate asks reflection (test.echo), and this process has no way to reflection.']);
  });

  it('names methods that would never run', () => {
    const answers = [...complete.answers, { where: 'Old.state', call: 'vault.old' }];
    const handlers = [...complete.handlers, { where: 'Old.seen', event: 'member-unlocked', subscriber: 'vault.seen' }];
    expect(faults({ answers, handlers })).toEqual([
      'Old.state answers vault.old, which no role of this process answers.',
      'Old.seen handles member-unlocked for vault.seen, which no role of this process does.',
    ]);
  });
});
