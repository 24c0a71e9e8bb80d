// Imported before the program (`node --import`): a clock that is wrong by the milliseconds which a file names, and that
// steps while the program runs when the file changes. Timers go on by the machine's own clock, as after a real step.
import { readFileSync } from 'node:fs';

const RealDate = Date;
let offset = 0;

const look = () => {
  try {
    offset = Number(readFileSync(process.env.CLOCK_OFFSET_FILE, 'utf8')) || 0;
  } catch {
    offset = 0;
  }
};
look();
setInterval(look, 50).unref();

const now = () => RealDate.now() + offset;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as === globalThis.Date ? target : as),
  apply: (target) => new target(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
