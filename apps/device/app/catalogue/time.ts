import { say } from './index.js';

const clocks = new Intl.DateTimeFormat(say.locale, { hour: '2-digit', minute: '2-digit' });
const days = new Intl.DateTimeFormat(say.locale, { weekday: 'long', day: 'numeric', month: 'long' });
const daysOfYears = new Intl.DateTimeFormat(say.locale, { day: 'numeric', month: 'long', year: 'numeric' });
const weekdays = new Intl.DateTimeFormat(say.locale, { weekday: 'long' });
const seconds = new Intl.NumberFormat(say.locale, { style: 'unit', unit: 'second', unitDisplay: 'long' });

/** "21:04". */
export const clock = (at: string): string => clocks.format(new Date(at));

/** Whether a day stands by itself or inside a sentence. */
type Place = 'title' | 'within';

/** "Today", "yesterday", "Thursday 19 November", or with the year where it is another one. */
export function day(at: string, now: number, place: Place = 'within'): string {
  const date = new Date(at);
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const apart = Math.round((midnight - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
  if (apart === 0) return say.time.today[place];
  if (apart === 1) return say.time.yesterday[place];
  return (date.getFullYear() === new Date(now).getFullYear() ? days : daysOfYears).format(date);
}

/** "today, 21:04". */
export const when = (at: string, now: number, place: Place = 'within'): string => say.time.at(day(at, now, place), clock(at));

/** "Thursday evening": what a session is called. */
export function partOfDay(at: string): string {
  const date = new Date(at);
  const hour = date.getHours();
  const weekday = weekdays.format(date);
  const heading = say.time.heading;
  if (hour < 5) return heading.early(weekday);
  if (hour < 12) return heading.morning(weekday);
  if (hour < 18) return heading.afternoon(weekday);
  return hour < 23 ? heading.evening(weekday) : heading.night(weekday);
}

export const inSeconds = (count: number): string => seconds.format(count);

/** For grouping: the day in the person's own time zone. */
export const dayKey = (at: string): string => new Date(at).toDateString();
