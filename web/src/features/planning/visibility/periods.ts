/** When schedules are visible: on a year's line, and where two of them meet (F086–F088, Q32). Pure. */
import type { ScheduleView } from '$lib/api'
import { lengthOf } from '$lib/forms/days'
import type { Day } from '$lib/time/days'

export type Visibility = ScheduleView['visibilities'][number]

/** A part of a year's line, in hundredths of its width. */
export interface Bar {
  visibility: Visibility
  left: number
  width: number
  /** It began in an earlier year, or goes on in a later one. */
  before: boolean
  after: boolean
}

/** The place of a day on the line of its year, 0 to 100. */
export function placeOf(day: Day): number {
  const year = day.slice(0, 4)
  const whole = lengthOf({ from: `${year}-01-01`, to: `${year}-12-31` })
  return ((lengthOf({ from: `${year}-01-01`, to: day }) - 1) / whole) * 100
}

/** The periods of a schedule that touch a year. */
export function barsIn(visibilities: readonly Visibility[], year: number): Bar[] {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`]
  const day = 100 - placeOf(last)
  return visibilities
    .filter((one) => one.from_day <= last && (one.to_day === null || one.to_day >= first))
    .map((visibility) => {
      const from = visibility.from_day < first ? first : visibility.from_day
      const to = visibility.to_day === null || visibility.to_day > last ? last : visibility.to_day
      const left = placeOf(from)
      return {
        visibility,
        left,
        width: placeOf(to) + day - left,
        before: visibility.from_day < first,
        after: visibility.to_day === null || visibility.to_day > last,
      }
    })
}

/** Two schedules visible on the same days; at the same place their slots add up, which deserves a warning. */
export interface Meeting {
  one: ScheduleView
  other: ScheduleView
  from: Day
  to: Day | null
  samePlace: boolean
}

/** Where periods of two different schedules meet, the earliest first. */
export function meetingsOf(schedules: readonly ScheduleView[]): Meeting[] {
  const found: Meeting[] = []
  for (const [index, one] of schedules.entries())
    for (const other of schedules.slice(index + 1))
      for (const mine of one.visibilities)
        for (const theirs of other.visibilities) {
          const from = mine.from_day > theirs.from_day ? mine.from_day : theirs.from_day
          const to = earlier(mine.to_day, theirs.to_day)
          if (to === null || from <= to)
            found.push({ one, other, from, to, samePlace: one.location_id === other.location_id })
        }
  return found.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
}

/** Which schedules are visible on a day. */
export function visibleOn(schedules: readonly ScheduleView[], day: Day): ScheduleView[] {
  return schedules.filter((schedule) =>
    schedule.visibilities.some((one) => one.from_day <= day && (one.to_day === null || one.to_day >= day)),
  )
}

function earlier(a: Day | null, b: Day | null): Day | null {
  if (a === null) return b
  if (b === null) return a
  return a < b ? a : b
}
