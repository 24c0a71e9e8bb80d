import type { Certificate } from '#libs/contracts/index.js';

/** A certificate of the gate holds that long at most, in milliseconds, whatever it says. */
const LONGEST = 24 * 3_600_000;
/** Renewed when that much of its time is left over, so that an unreachable vault has hours to come back. */
const LEFT_OVER = 1 / 4;

/** When a stamping key is to be renewed, and when it must no longer stamp; milliseconds since 1970. */
export const renewalOf = ({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>): { renewAt: number; ends: number } => {
  const begins = Date.parse(notBefore);
  const ends = Math.min(Date.parse(notAfter), begins + LONGEST);
  return { renewAt: ends - (ends - begins) * LEFT_OVER, ends };
};
