/** The leave calendar of a year: what each day is, and the days between two presses. Pure. */
import type { LeaveView, Shape } from '$lib/api'
import { daysOf, type Run } from '$lib/forms/days'
import { addDays, type Day } from '$lib/time/days'

export type Holiday = Shape<'HolidayView'>

/** The leave that closes each day of a year. */
export function leaveByDay(leaves: readonly LeaveView[], year: number): Map<Day, LeaveView> {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`]
  const found = new Map<Day, LeaveView>()
  for (const leave of leaves) {
    if (leave.to_day < first || leave.from_day > last) continue
    const from = leave.from_day < first ? first : leave.from_day
    const to = leave.to_day > last ? last : leave.to_day
    for (const day of daysOf(from, to)) found.set(day, leave)
  }
  return found
}

/** Two days in either order as a run. */
export const between = (a: Day, b: Day): Run => (a <= b ? { from: a, to: b } : { from: b, to: a })

/** Leaves that are not over, the earliest first, then those that are, the latest first. */
export function inTurn(leaves: readonly LeaveView[], today: Day): { coming: LeaveView[]; past: LeaveView[] } {
  const ordered = leaves.toSorted((a, b) => (a.from_day < b.from_day ? -1 : 1))
  return {
    coming: ordered.filter((leave) => leave.to_day >= today),
    past: ordered.filter((leave) => leave.to_day < today).reverse(),
  }
}

/** How much of a run is leave: all of it, some, none. */
export function closedPart(run: Run, leaves: readonly LeaveView[]): 'all' | 'some' | 'none' {
  const days = daysOf(run.from, run.to)
  const closed = days.filter((day) => leaves.some((leave) => leave.from_day <= day && day <= leave.to_day)).length
  return closed === 0 ? 'none' : closed === days.length ? 'all' : 'some'
}

/** Where the arrows lead in a calendar of months: a day, or a week. */
export function arrow(day: Day, key: string): Day | null {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key]
  return step === undefined ? null : addDays(day, step)
}
