import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { MemberId, Purpose } from '#libs/contracts/index.js';
import { named, randomBytes } from '#libs/crypto/index.js';
import { CallingBus } from '#libs/testing/calling-bus.js';
import { aDevice, aMember } from '#libs/testing/factories.js';
import type { OpenKeys } from './lease.js';
import { Leases } from './leases.js';
import { Pulse } from './pulse.js';

const MINUTE = 60_000;
const [member, phone, laptop] = [aMember(), aDevice(), aDevice()];
let leases: Leases;
let ended: MemberId[];
let keys: OpenKeys;

const take = (device = phone, { purposes = ['reflect'] as Purpose[], minutes = 60 } = {}) =>
  leases.take(member, device, { purposes: new Set(purposes), until: Date.now() + minutes * MINUTE }, () => keys, Date.now());
const find = () => leases.find(member, Date.now());
const zeros = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-11-20T12:00:00Z') });
  leases = new Leases(new Pulse(new CallingBus(async () => ({}))));
  ended = [];
  leases.onEnded((of) => ended.push(of));
  keys = { wrapping: named(randomBytes(32)), recognition: randomBytes(32) };
});
afterEach(() => {
  leases.dropAll();
  jest.useRealTimers();
});

describe('an open vault', () => {
  it('closes by itself after 15 quiet minutes, and its keys are overwritten', async () => {
    take();
    const collection = named(randomBytes(32));
    find()?.collections.set('reflection', Promise.resolve(collection));
    jest.advanceTimersByTime(15 * MINUTE - 1);
    expect(ended).toEqual([]);
    await jest.advanceTimersByTimeAsync(2);
    expect(ended).toEqual([member]);
    expect([zeros(keys.wrapping.key), zeros(keys.recognition), zeros(collection.key)]).toEqual([true, true, true]);
    expect(() => leases.require(member, Date.now())).toThrow(expect.objectContaining({ code: 'vault_locked' }));
  });

  it('stays open while a person does something, until its grant ends', () => {
    take();
    for (let quarter = 0; quarter < 4; quarter++) {
      jest.advanceTimersByTime(14 * MINUTE);
      find()?.touch(Date.now());
    }
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(4 * MINUTE + 1);
    expect(ended).toEqual([member]);
  });

  it('takes a second device in, with what both allow, and new keys are not even derived', () => {
    take(phone, { purposes: ['reflect'], minutes: 10 });
    leases.take(
      member,
      laptop,
      { purposes: new Set(['history']), until: Date.now() + 20 * MINUTE },
      () => {
        throw new Error('derived twice');
      },
      Date.now(),
    );
    expect(find()?.purposes(Date.now())).toEqual(['reflect', 'history']);
    jest.advanceTimersByTime(11 * MINUTE);
    expect(find()?.covers('reflect', Date.now())).toBe(false);
    expect(find()?.covers('history', Date.now())).toBe(true);
    expect(ended).toEqual([]);
  });

  it('replaces what the same device allowed before', () => {
    take(phone, { purposes: ['reflect', 'history'] });
    take(phone, { purposes: ['reflect'] });
    expect(find()?.purposes(Date.now())).toEqual(['reflect']);
  });

  it('closes for the device that opened it, and not for another', () => {
    take(phone);
    leases.endOf(member, laptop);
    leases.endOf(aMember(), phone);
    expect(ended).toEqual([]);
    leases.endOf(member, phone);
    expect(ended).toEqual([member]);
    expect(zeros(keys.wrapping.key)).toBe(true);
  });

  it('closes once, and can be opened anew', () => {
    take();
    leases.end(member);
    leases.end(member);
    expect(ended).toEqual([member]);
    keys = { wrapping: named(randomBytes(32)), recognition: randomBytes(32) };
    take();
    expect(find()).toBeDefined();
    jest.advanceTimersByTime(14 * MINUTE);
    expect(find()).toBeDefined();
  });

  it('overwrites a collection key that was on its way when it closed', async () => {
    take();
    const collection = named(randomBytes(32));
    let arrive: (key: typeof collection) => void = () => undefined;
    find()?.collections.set(
      'reflection',
      new Promise((resolve) => {
        arrive = resolve;
      }),
    );
    leases.end(member);
    arrive(collection);
    await Promise.resolve();
    await Promise.resolve();
    expect(zeros(collection.key)).toBe(true);
  });

  it('leaves no key behind when the process ends', () => {
    take();
    leases.dropAll();
    expect(zeros(keys.recognition)).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });
});
