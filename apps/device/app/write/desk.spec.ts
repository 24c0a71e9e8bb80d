import { beforeEach, describe, expect, it } from '@jest/globals';
import { MirrorError } from '#libs/contracts/errors.js';
import type { SessionId, Spoken, TurnId, UnlockState } from '#libs/contracts/index.js';
import type { ReadTurn, TurnEvent, TurnStream } from '#libs/sdk/index.js';
import { createDoor } from '../state/door.js';
import type { Mirror } from '../state/mirror.js';
import { announced } from '../state/said.js';
import { Desk } from './desk.js';

const turn = '019aa000-0000-7000-8000-000000000001' as TurnId;
const session = '019aa000-0000-7000-8000-000000000002' as SessionId;
const help = { region: 'IE', regionName: 'Ireland', resources: [{ name: 'A', about: 'B', label: '112', href: 'tel:112' }] };
const accepted: TurnEvent = { type: 'accepted', turn, session, at: '2026-11-19T21:04:00Z', pattern: 'exploratory' };
const segment = (text: string): TurnEvent => ({ type: 'segment', spoken: { text } as Spoken });
const settled: TurnEvent = { type: 'settled', turn, outcome: 'answered' };
const open: UnlockState = { state: 'unlocked', until: '2026-11-19T22:00:00Z', purposes: ['reflect'], waiting: 0 };

/** A stream that tells what it is given, one by one, and ends when told to. */
function live() {
  const told: TurnEvent[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const play = async function* (): AsyncGenerator<TurnEvent> {
    for (;;) {
      const next = told.shift();
      if (next) yield next;
      else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  };
  const tell = async (...events: TurnEvent[]) => {
    told.push(...events);
    wake?.();
    await new Promise(setImmediate);
  };
  const end = async () => {
    ended = true;
    wake?.();
    await new Promise(setImmediate);
  };
  const stream: TurnStream = { attempt: undefined, cancel: async () => undefined, [Symbol.asyncIterator]: play };
  return { stream, tell, end };
}
const played = (...events: TurnEvent[]): TurnStream => {
  const { stream, tell, end } = live();
  void tell(...events).then(end);
  return stream;
};

function deskWith(answers: Partial<Mirror>) {
  const mirror = { onNotice: () => () => undefined, unlock: async () => open, ...answers } as Mirror;
  const door = createDoor(mirror);
  return { desk: new Desk(mirror, door), door };
}
const write = async (desk: Desk, words: string, goOn = false) => {
  desk.words.value = words;
  await desk.reflect({ goOn });
  await new Promise(setImmediate);
};

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  };
  Object.defineProperty(globalThis, 'sessionStorage', { value: storage, configurable: true });
});

describe('the desk', () => {
  it('takes the words out of the composer only once the server has them', async () => {
    const { stream, tell } = live();
    const { desk } = deskWith({ reflect: () => stream });
    desk.words.value = 'Words.';
    const sent = desk.reflect();
    await new Promise(setImmediate);
    expect(desk.words.value).toBe('Words.');
    await tell(accepted);
    await sent;
    expect(desk.words.value).toBe('');
    await tell(segment('Mirrored.'), settled);
    expect(desk.turns.value).toMatchObject([{ words: 'Words.', reply: 'Mirrored.', state: 'answered' }]);
  });

  it('leaves the words where they are at a crisis, and stores nothing of it', async () => {
    const { desk } = deskWith({ reflect: () => played({ type: 'crisis', help }) });
    await write(desk, 'Words of a crisis.');
    expect(desk.crisis.value).toEqual(help);
    expect(desk.words.value).toBe('Words of a crisis.');
    expect([...stored.values()].join()).toBe('');
  });

  it('sends them after all only when it is said so', async () => {
    const asked: (boolean | undefined)[] = [];
    const { desk } = deskWith({
      reflect: ({ goOn }) => {
        asked.push(goOn);
        return goOn ? played({ ...accepted, help }, settled) : played({ type: 'crisis', help });
      },
    });
    await write(desk, 'Words of a crisis.');
    await write(desk, 'Words of a crisis.', true);
    expect(asked).toEqual([undefined, true]);
    expect(desk.crisis.value).toBeUndefined();
    expect(desk.turns.value).toMatchObject([{ help, state: 'answered' }]);
  });

  it('keeps the words where the gate does not answer', async () => {
    const { desk } = deskWith({
      reflect: () => {
        throw new MirrorError('gate_unavailable');
      },
    });
    await write(desk, 'Words.');
    expect(desk.problem.value?.code).toBe('gate_unavailable');
    expect(desk.words.value).toBe('Words.');
  });

  it('sends what a locked vault turned away when it opens, but not what was changed since', async () => {
    const sent: string[] = [];
    let locked = true;
    const { desk, door } = deskWith({
      reflect: ({ text }) => {
        if (locked) throw new MirrorError('vault_locked');
        sent.push(text);
        return played(accepted, settled);
      },
      session: async () => ({ session, turns: [] }),
    });
    await write(desk, 'Words.');
    expect(door.shown.value).toBe(true);
    desk.words.value = 'Words, and more.';
    locked = false;
    await desk.arrive();
    expect(sent).toEqual([]);
    desk.words.value = 'Words.';
    await desk.arrive();
    expect(sent).toEqual(['Words.']);
  });

  it('follows a running reply after a reload with the key that it is streamed under', async () => {
    const attempt = { idempotencyKey: 'k'.repeat(24), streamKey: 's'.repeat(43) };
    const writing = live();
    const asked: unknown[] = [];
    const read = { turn, session, at: accepted.at, pattern: 'exploratory', words: 'Words.', state: 'running' } as ReadTurn;
    const answers: Partial<Mirror> = {
      reflect: () => ({ ...writing.stream, attempt }),
      session: async () => ({ session, turns: [read] }),
      follow: (...given) => {
        asked.push(given);
        return played(settled);
      },
    };
    const before = deskWith(answers).desk;
    before.words.value = 'Words.';
    const sent = before.reflect();
    await writing.tell(accepted);
    await sent;
    await deskWith(answers).desk.arrive();
    expect(asked).toEqual([[turn, attempt.streamKey]]);
    expect([...stored.values()].join()).not.toContain('Words.');
  });

  it('says no sentence twice when a running turn is taken up again after a lock', async () => {
    const first = live();
    const second = live();
    const read = { turn, session, at: accepted.at, pattern: 'exploratory', words: 'Words.', state: 'running' } as ReadTurn;
    const { desk } = deskWith({
      reflect: () => first.stream,
      follow: () => second.stream,
      session: async () => ({ session, turns: [read] }),
    });
    await first.tell(accepted, segment('One. '));
    await write(desk, 'Words.');
    desk.close();
    await desk.arrive();
    await first.tell(segment('Two.'));
    await second.tell(segment('One. '), segment('Two.'), settled);
    expect(desk.turns.value).toMatchObject([{ reply: 'One. Two.', state: 'answered' }]);
  });

  it('leaves nothing readable behind a lock, what was told aloud neither', async () => {
    const { desk } = deskWith({ reflect: () => played(accepted, segment('You wrote it down.'), settled) });
    await write(desk, 'Words.');
    await new Promise(setImmediate);
    expect(announced.value).toContain('You wrote it down.');
    desk.close();
    expect(JSON.stringify([desk.turns.value, desk.stopped.value, announced.value])).not.toContain('wrote it down');
  });

  it('calls a reply cut short whose stream ended without a word', async () => {
    const { desk } = deskWith({ reflect: () => played(accepted, segment('One.')) });
    await write(desk, 'Words.');
    await new Promise(setImmediate);
    expect(desk.turns.value).toMatchObject([{ reply: 'One.', state: 'interrupted' }]);
  });
});
