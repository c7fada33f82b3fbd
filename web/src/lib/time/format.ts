/** Dates and durations as sentences, in the language in use. */
import { language } from '$i18n'
import type { Day } from './days'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language.tag + JSON.stringify(options)
  let known = formats.get(key)
  if (!known) formats.set(key, (known = new Intl.DateTimeFormat(language.tag, options)))
  return known
}

const noon = (day: Day) => Date.parse(`${day}T12:00:00Z`)
/** French says "1er décembre", which the Unicode tables do not. */
const ordinal = (text: string) => (language.locale === 'fr' ? text.replace(/\b1(?= \p{L})/u, '1er') : text)

function dayText(day: Day, options: Intl.DateTimeFormatOptions): string {
  return ordinal(format({ timeZone: 'UTC', ...options }).format(noon(day)))
}

/** A day as a line or a label begins with it; inside a sentence French writes "le lundi 23 novembre". */
export const capital = (text: string) => text.charAt(0).toLocaleUpperCase(language.tag) + text.slice(1)

/** "lundi 23 novembre". */
export const longDay = (day: Day) => dayText(day, { weekday: 'long', day: 'numeric', month: 'long' })
/** "lundi 23 novembre 2026". */
export const fullDay = (day: Day) => dayText(day, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
/** "lun. 23". */
export const weekdayAndDay = (day: Day) => dayText(day, { weekday: 'short', day: 'numeric' })
/** "lun. 23 nov." */
export const shortDay = (day: Day) => dayText(day, { weekday: 'short', day: 'numeric', month: 'short' })
/** "23/11/2026". */
export const numericDay = (day: Day) => dayText(day, { day: '2-digit', month: '2-digit', year: 'numeric' })
/** "Novembre 2026". */
export const monthName = (day: Day) => capital(dayText(day, { month: 'long', year: 'numeric' }))
/** "lundi", 0 = Monday. */
export const weekdayName = (weekday: number, length: 'long' | 'short' | 'narrow' = 'long') =>
  dayText(`2024-01-0${weekday + 1}`, { weekday: length })

/** "du 23 au 27 novembre", or both months when they differ, shortened on demand: "du 30 nov. au 4 déc.". */
export function dayRange(from: Day, to: Day, both: 'long' | 'short' = 'long'): string {
  const month = from.slice(0, 7) === to.slice(0, 7) ? 'long' : both
  const end = dayText(to, { day: 'numeric', month })
  const start =
    from.slice(0, 7) === to.slice(0, 7) ? dayText(from, { day: 'numeric' }) : dayText(from, { day: 'numeric', month })
  return language.locale === 'fr' ? `du ${start === '1' ? '1er' : start} au ${end}` : `${start} – ${end}`
}

/** "14:05" in the zone of a place. */
export const timeText = (instant: string | number, zone: string) =>
  format({ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(instant))

/** "23/11/2026 14:05" in the zone of a place. */
export const stampText = (instant: string | number, zone: string) =>
  format({
    timeZone: zone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(instant))

/** "1 h 15", "45 min". */
export function durationText(minutes: number): string {
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (!hours) return `${rest} min`
  return rest ? `${hours} h ${String(rest).padStart(2, '0')}` : `${hours} h`
}

/** "2:05" for 125 seconds, and for what is left of a second more: the clock it is read from stands at the last whole one. */
export function countdownText(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds))
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
}

/** Years between a birth date and a day. */
export function ageOn(birth: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}
