/** Days and hours, where Intl alone does not say it the way a person would. */
export const time = {
  heading: {
    early: (weekday: string) => `Early ${weekday}`,
    morning: (weekday: string) => `${weekday} morning`,
    afternoon: (weekday: string) => `${weekday} afternoon`,
    evening: (weekday: string) => `${weekday} evening`,
    night: (weekday: string) => `${weekday} night`,
  },
  /** At the head of a list, and within a sentence. */
  today: { title: 'Today', within: 'today' },
  yesterday: { title: 'Yesterday', within: 'yesterday' },
  at: (day: string, clock: string) => `${day}, ${clock}`,
};
