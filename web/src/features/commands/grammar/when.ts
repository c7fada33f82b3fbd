/** Days and hours as people say them, in French and in English. Pure: today comes from outside. */
import type { Day } from '$lib/time/days'
import { readDays } from './days'
import { readHours } from './hours'
import type { Reading } from './reading'

export interface When {
  /** The first day meant; null when no day was said. */
  from: Day | null
  /** The last one; null = from then on. */
  to: Day | null
  /** 0 = Monday; empty = any. */
  weekdays: number[]
  /** Minutes: not before, and starting before. */
  after: number | null
  before: number | null
  /** The very hour. */
  at: number | null
  /** A range of hours was said: "14-16". */
  end: number | null
  /** Minutes. */
  duration: number | null
  /** A whole week was named. */
  week: boolean
}

export const nothingSaid = (): When => ({
  from: null,
  to: null,
  weekdays: [],
  after: null,
  before: null,
  at: null,
  end: null,
  duration: null,
  week: false,
})

/** Whether any day or hour was said. */
export function isSaid(when: When): boolean {
  return when.from !== null || when.to !== null || when.weekdays.length > 0 || hasHours(when)
}

export function hasHours(when: When): boolean {
  return when.after !== null || when.before !== null || when.at !== null || when.end !== null
}

/** Takes the days and hours out of a line. */
export function readWhen(reading: Reading, today: Day): When {
  const when = nothingSaid()
  readDays(reading, today, when)
  readHours(reading, when)
  return when
}
