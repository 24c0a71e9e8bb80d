/** An instant as a person reads it here: their own time zone, their own way of writing. */
export const moment = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant));

/** The time of day alone. */
export const clock = (instant: string): string => new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(new Date(instant));
