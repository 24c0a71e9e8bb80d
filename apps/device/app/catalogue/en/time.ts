/** Days and hours, where Intl alone does not say it the way a person would. */
export const time = {
  heading: {
    early: (weekday: string) => `Early ${weekday}`,
    morning: (weekday: string) => `${weekday} morning`,
    afternoon: (weekday: string) => `${weekday} afternoon`,
    evening: (weekday: string) => `${weekday} evening`,
    night: (weekday: string) => `${weekday} night`,
  },
  today: 'Today',
  yesterday: 'Yesterday',
  at: (day: string, clock: string) => `${day}, ${clock}`,
};
