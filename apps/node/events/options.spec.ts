import { describe, expect, it } from '@jest/globals';
import { parseEvents } from './options.js';

const id = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';

describe('what is to be done about events', () => {
  it('is told by words', () => {
    expect(parseEvents(['parked'])).toEqual({ action: 'parked', data: undefined });
    expect(parseEvents(['release', id, '--data', '/srv/node'])).toEqual({ action: 'release', event: id, data: '/srv/node' });
    expect(parseEvents(['release', 'all'])).toEqual({ action: 'release', event: undefined, data: undefined });
  });

  it.each([[[]], [['release']], [['release', 'some']], [['parked', id]], [['release', id, id]], [['drop', id]], [['parked', '--all']]])(
    'is refused with the usage: %j',
    (argv) => expect(() => parseEvents(argv)).toThrow('Usage: events parked'),
  );
});
