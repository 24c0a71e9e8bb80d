const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span as people say it, in its largest unit: "3 days". @param ms at least 0 */
export const timeSpan = (ms: number): string => {
  const [size, unit] = ms >= DAY ? [DAY, 'day'] : ms >= HOUR ? [HOUR, 'hour'] : ms >= MINUTE ? [MINUTE, 'minute'] : [1_000, 'second'];
  const count = Math.floor(ms / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
};

/** The day of an instant, in UTC: "2026-12-02". */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
