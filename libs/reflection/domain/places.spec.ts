import { describe, expect, it } from '@jest/globals';
import { newId } from '#libs/crypto/index.js';
import { parsePlaceInList, parsePlaceInSession, placeInList } from './places.js';

const refused = expect.objectContaining({ code: 'invalid_request' });

describe('a place in the list of sessions', () => {
  const place = { lastAt: '2026-03-01T10:00:00.123Z', id: newId<never>() };

  it('is read as it was written', () => {
    expect(parsePlaceInList(placeInList(place))).toEqual(place);
  });

  it.each(['', '~', place.id, `yesterday~${place.id}`, `1~${place.id}`, `${place.lastAt}~${'-'.repeat(36)}`, `${placeInList(place)}~`])(
    'is not %j, which the database would stumble over',
    (text) => {
      expect(() => parsePlaceInList(text)).toThrow(refused);
    },
  );
});

describe('a place in a session', () => {
  it('is an ordinal', () => {
    expect([parsePlaceInSession('1'), parsePlaceInSession('101')]).toEqual([1, 101]);
  });

  it.each(['', '0', '-1', '1.5', '1e3', '0x10', ' 1', '99999999999', 'NaN'])('is not %j', (text) => {
    expect(() => parsePlaceInSession(text)).toThrow(refused);
  });
});
