import { timeSpan } from './time-span.js';
import { look, ok, type Verdict, wrong } from './verdict.js';

const NOTICED_MS = 2_000;
/** Proofs of devices are refused from 60 seconds on: half of that is used up. */
const WRONG_MS = 30_000;

/** How far another clock is ahead of this machine's (negative: behind), give or take what asking took. Milliseconds. */
export type ClockDifference = { of: string; aheadMs: number; uncertainMs: number };

/** Where the other clock showed `theirs` at some moment between `from` and `to` of ours. @param grainMs the other one is told in steps of this */
export const clockDifference = (of: string, theirs: number, from: number, to: number, grainMs = 0): ClockDifference => ({
  of,
  aheadMs: theirs + grainMs / 2 - (from + to) / 2,
  uncertainMs: (to - from) / 2 + grainMs / 2,
});

/** Judges clocks against this machine's. */
export const judgeClock = ({ of, aheadMs, uncertainMs }: ClockDifference): Verdict => {
  const sure = Math.max(0, Math.abs(aheadMs) - uncertainMs);
  const says = `The clock of ${of} is ${timeSpan(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  const next = 'Let both machines take their time from one source (timedatectl set-ntp true).';
  if (sure > WRONG_MS)
    return wrong(`${says}. From a minute on devices are refused, and what is kept for a time ends too early or too late.`, next);
  if (sure > NOTICED_MS) return look(`${says}. That does no harm yet.`, next);
  return ok(`The clock of ${of} agrees with this machine's.`);
};

/** Files can't be newer than now: where they are, this machine's clock was set back, or is wrong. */
export const judgeOwnClock = (now: number, newestFile: number): Verdict[] =>
  newestFile - now > WRONG_MS
    ? [
        wrong(
          `This machine's clock is behind: a secret file was written ${timeSpan(newestFile - now)} from now. Devices with a right clock are refused.`,
          'Set the clock (timedatectl), then look again.',
        ),
      ]
    : [];
