import { describe, expect, it } from '@jest/globals';
import { MirrorError } from '#libs/contracts/errors.js';
import type { UnlockState } from '#libs/contracts/index.js';
import type { ClientNotice } from '#libs/sdk/index.js';
import { createDoor } from './door.js';
import type { Mirror } from './mirror.js';

const open: UnlockState = { state: 'unlocked', until: '2026-11-19T22:00:00Z', purposes: ['reflect'], waiting: 2 };
const locked: UnlockState = { state: 'locked', waiting: 0 };

function doorOf(start: UnlockState | MirrorError) {
  const asked: string[] = [];
  let now = start;
  let tell: (notice: ClientNotice) => void = () => undefined;
  const answer = (name: string, next?: UnlockState) => async () => {
    asked.push(name);
    if (next) now = next;
    if (now instanceof MirrorError) throw now;
    return now;
  };
  const mirror = {
    unlockState: answer('state'),
    unlock: answer('unlock', open),
    lock: answer('lock', locked),
    onNotice: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  } as unknown as Mirror;
  const become = (next: UnlockState) => {
    now = next;
  };
  return { door: createDoor(mirror), asked, tell: (notice: ClientNotice) => tell(notice), become };
}

describe('the door', () => {
  it('unlocks by itself, once, where the person allows it', async () => {
    const { door, asked } = doorOf(locked);
    await door.arrive(true);
    expect(asked).toEqual(['state', 'unlock']);
    expect(door.shown.value).toBe(false);
  });

  it('stands locked where they do not', async () => {
    const { door, asked } = doorOf(locked);
    await door.arrive(false);
    expect(asked).toEqual(['state']);
    expect(door.shown.value).toBe(true);
  });

  it('closes when another device locks, and asks nothing that would open it', async () => {
    const { door, asked, tell } = doorOf(open);
    await door.arrive(true);
    tell({ type: 'vault', state: 'locked', waiting: 0 });
    expect(door.shown.value).toBe(true);
    expect(asked).toEqual(['state']);
  });

  it('counts down what is caught up without asking again', async () => {
    const { door, asked, tell } = doorOf(open);
    await door.arrive(true);
    tell({ type: 'vault', state: 'unlocked', waiting: 1 });
    expect(door.state.value).toMatchObject({ state: 'unlocked', waiting: 1 });
    expect(asked).toEqual(['state']);
  });

  it('learns at once that this device was removed elsewhere, without having asked', async () => {
    const { door, asked, tell } = doorOf(open);
    await door.arrive(true);
    tell({ type: 'connection', state: 'closed', error: new MirrorError('device_revoked') });
    expect(door.problem.value?.code).toBe('device_revoked');
    expect(asked).toEqual(['state']);
  });

  it('asks again by itself when a server that was out of reach is back', async () => {
    const { door, tell, become } = doorOf(new MirrorError('unreachable'));
    await door.arrive(true);
    expect(door.problem.value?.code).toBe('unreachable');
    become(open);
    tell({ type: 'connection', state: 'open' });
    await new Promise(setImmediate);
    expect(door.state.value?.state).toBe('unlocked');
    expect(door.problem.value).toBeUndefined();
  });
});
