/** Sets of days: a period and its weekdays, days ticked one by one, and how to say them shortly. Pure. */
import { addDays, daysBetween, firstOfMonth, weekday, type Day } from '$lib/time/days'

export interface Run {
  from: Day
  to: Day
}

export const EVERY_WEEKDAY: readonly number[] = [0, 1, 2, 3, 4, 5, 6]

/** The days of a period that fall on these weekdays (0 = Monday), both ends included; none when it is backwards. */
export function daysOf(from: Day, to: Day, weekdays: Iterable<number> = EVERY_WEEKDAY): Day[] {
  if (!from || !to || to < from) return []
  const wanted = new Set(weekdays)
  return daysBetween(from, to).filter((day) => wanted.has(weekday(day)))
}

/** Days that follow one another become one run. */
export function runsOf(days: Iterable<Day>): Run[] {
  const runs: Run[] = []
  for (const day of [...new Set(days)].sort()) {
    const last = runs.at(-1)
    if (last && addDays(last.to, 1) === day) last.to = day
    else runs.push({ from: day, to: day })
  }
  return runs
}

/** With the day when it was not there, without it otherwise; in order. */
export function toggled(days: readonly Day[], day: Day): Day[] {
  return days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort()
}

/** How many days a run lasts. */
export function lengthOf(run: Run): number {
  return daysBetween(run.from, run.to).length
}

/** Weeks of a month, Monday first; null for the boxes that belong to its neighbours. */
export function weeksOf(month: Day): (Day | null)[][] {
  const first = firstOfMonth(month)
  const days = daysBetween(first, addDays(firstOfMonth(addDays(first, 32)), -1))
  const boxes: (Day | null)[] = [...Array<null>(weekday(first)).fill(null), ...days]
  while (boxes.length % 7) boxes.push(null)
  return Array.from({ length: boxes.length / 7 }, (_, week) => boxes.slice(week * 7, week * 7 + 7))
}

/** The firsts of the twelve months of a year. */
export const monthsOf = (year: number): Day[] =>
  Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}-01`)
