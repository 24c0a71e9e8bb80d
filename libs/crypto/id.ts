import { randomBytes } from './bytes.js';

let lastMilliseconds = 0;
let counter = 0;

/** The next pair of time and counter; never smaller than the one before, whatever the clock does. */
const tick = (now: number): void => {
  if (now > lastMilliseconds) {
    lastMilliseconds = now;
    // RFC 9562 §6.2, method 1: a counter seeded anew at each tick, its top bit free so that it can grow.
    const [high = 0, low = 0] = randomBytes(2);
    counter = ((high << 8) | low) & 0x7ff;
    return;
  }
  counter += 1;
  if (counter <= 0xfff) return;
  lastMilliseconds += 1;
  counter = 0;
};

/** A UUIDv7 (RFC 9562 §5.7) as the id type asked for; each one that a process makes sorts after the one before. */
export const newId = <Id extends string>(): Id => {
  tick(Date.now());
  const bytes = randomBytes(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(lastMilliseconds / 0x10000));
  view.setUint16(4, lastMilliseconds % 0x10000);
  view.setUint16(6, 0x7000 | counter);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
};
