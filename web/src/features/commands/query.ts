/** From a wish to the question the server answers: the first free slots. Pure. */
import type { Shape } from '$lib/api'
import { addDays, daysBetween, type Day } from '$lib/time/days'
import type { When } from './grammar/when'

const MOST_DAYS = 90

type Question = Pick<Shape<'FindSlots'>, 'from_day' | 'days' | 'weekdays' | 'after' | 'before'>

/** Never in the past. A duration or the end of a range of hours does not narrow the search. */
export function questionOf(when: When, today: Day): Question {
  const from = when.from !== null && when.from > today ? when.from : today
  const last = when.to ?? (when.from === null ? null : addDays(from, MOST_DAYS - 1))
  const days = last === null ? MOST_DAYS : last < from ? 1 : Math.min(MOST_DAYS, daysBetween(from, last).length)
  return {
    from_day: from,
    days,
    weekdays: when.weekdays,
    after: when.at ?? when.after ?? 0,
    before: when.end ?? when.before ?? 1440,
  }
}

/** "D'une semaine": so many days later, from the hour it has now on. */
export function shifted(when: When, day: Day, minute: number, shift: number): When {
  const from = addDays(day, shift)
  return { ...when, from, to: from, at: when.at ?? minute }
}
