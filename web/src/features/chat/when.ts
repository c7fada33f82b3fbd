/** Hours and days of messages, in this browser's own zone: people write where they are. */
import { language } from '$i18n'
import { capital, fullDay, longDay } from '$lib/time/format'

const formats = new Map<string, Intl.DateTimeFormat>()
function format(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = language.tag + key
  let known = formats.get(name)
  if (!known) formats.set(name, (known = new Intl.DateTimeFormat(language.tag, options)))
  return known
}

/** The civil day of an instant, `2026-11-23`. */
export function dayOf(instant: string | number): string {
  const date = new Date(instant)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** "14:05". */
export const hourOf = (instant: string | number) =>
  format('hour', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant))

/** How many days ago a civil day was. */
function daysAgo(day: string, now: number): number {
  return Math.round((Date.parse(`${dayOf(now)}T12:00:00Z`) - Date.parse(`${day}T12:00:00Z`)) / 86_400_000)
}

/** On the line of a list: the hour today, the weekday within a week, then the date. */
export function briefWhen(instant: string, now: number): string {
  const ago = daysAgo(dayOf(instant), now)
  if (ago <= 0) return hourOf(instant)
  if (ago < 7) return format('weekday', { weekday: 'short' }).format(new Date(instant))
  return format('date', { day: '2-digit', month: '2-digit', year: '2-digit' }).format(new Date(instant))
}

/** "aujourd’hui", "hier", "demain", "lundi 23 novembre", with the year when it is another one. */
function dayText(day: string, now: number): string {
  const ago = daysAgo(day, now)
  if (ago === 0 || ago === 1 || ago === -1) {
    const words = new Intl.RelativeTimeFormat(language.tag, { numeric: 'auto' }).format(-ago, 'day')
    return words.replace("'", '’')
  }
  return day.slice(0, 4) === dayOf(now).slice(0, 4) ? longDay(day) : fullDay(day)
}

/** Between two days of a conversation: "Aujourd’hui", "Lundi 23 novembre". */
export const dayTitle = (day: string, now: number) => capital(dayText(day, now))

/** "14:00" today, "demain, 08:30", "lundi 23 novembre, 09:00". */
export function whenOf(instant: string, now: number): string {
  const day = dayOf(instant)
  const ahead = -daysAgo(day, now)
  if (ahead === 0) return hourOf(instant)
  return `${dayText(day, now)}, ${hourOf(instant)}`
}
