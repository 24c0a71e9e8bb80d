/** How long a caller uses one channel. */
export const CHANNEL_MS = 10 * 60_000;
/** How much later than its deadline a message is still taken: for its way, and for clocks that differ a little. */
export const SLACK_MS = 5_000;
/** How far ahead of ours the clock of a sender may be. */
export const AHEAD_MS = 30_000;

export type Age = 'fresh' | 'old' | 'ahead';

/** Whether a message sent `at` may be taken `now` (ours), where its sender waits `deadlineMs` for it. */
export const ageOf = (at: number, now: number, deadlineMs: number): Age => {
  if (at > now + AHEAD_MS) return 'ahead';
  return at < now - deadlineMs - SLACK_MS ? 'old' : 'fresh';
};

/**
 * Whether a channel made at `madeAt` was in use at `at`; both by the caller's clock, so that no difference of clocks counts.
 * A key that leaks is good for some minutes and no longer.
 */
export const inUse = (madeAt: number, at: number): boolean => at >= madeAt - SLACK_MS && at <= madeAt + CHANNEL_MS + SLACK_MS;

/** What to tell a caller whose message has an impossible age, in whole seconds of difference. */
export const clockSentence = (sender: string, receiver: string, at: number, now: number): string =>
  `The clocks of ${sender} and ${receiver} differ by about ${Math.round(Math.abs(now - at) / 1000)} s. Set both to the right time.`;
