/** Civil days as `YYYY-MM-DD`, and minutes of the day: the agenda's own arithmetic, without zones. */

export type Day = string

const DAY = 86_400_000
const at = (day: Day) => Date.parse(`${day}T00:00:00Z`)
const dayAt = (milliseconds: number): Day => new Date(milliseconds).toISOString().slice(0, 10)

/** The day `count` days later (or earlier). */
export function addDays(day: Day, count: number): Day {
  return dayAt(at(day) + count * DAY)
}

/** The day `count` months later, kept inside the month. */
export function addMonths(day: Day, count: number): Day {
  const date = new Date(at(day))
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, last))
  return dayAt(date.getTime())
}

/** 0 = Monday. */
export function weekday(day: Day): number {
  return (new Date(at(day)).getUTCDay() + 6) % 7
}

/** The Monday of the week that holds `day`. */
export function monday(day: Day): Day {
  return addDays(day, -weekday(day))
}

/** Days from `from` to `to`, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const days: Day[] = []
  for (let time = at(from); time <= at(to); time += DAY) days.push(dayAt(time))
  return days
}

/** The first of the month that holds `day`. */
export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`
}

/** Whether a string typed or found in an address is a day. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** "09:05" for 545. */
export function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** 545 for "09:05" or "9h05"; null when it is not a time of day. */
export function parseClock(text: string): number | null {
  const match = /^\s*(\d{1,2})\s*[:hH]\s*(\d{2})?\s*$/.exec(text)
  if (!match) return null
  const hour = Number(match[1])
  const minute = Number(match[2] ?? 0)
  return hour > 24 || minute > 59 || hour * 60 + minute > 1440 ? null : hour * 60 + minute
}
