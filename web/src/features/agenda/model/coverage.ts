/** Which days of a topic are at hand, which of them may be old, and which are being asked. Pure. */
import { addDays, daysBetween, type Day } from '$lib/time/days'
import type { DayRange } from '$lib/live/frames'

export class Coverage {
  private known = new Set<Day>()
  private old = new Set<Day>()
  private asked = new Set<Day>()

  /** Something is there to show, perhaps not the latest. */
  holds(day: Day): boolean {
    return this.known.has(day)
  }

  get days(): ReadonlySet<Day> {
    return this.known
  }

  /** The range to ask for so that these days are at hand and fresh; null when nothing is missing or all of it is on its way. */
  missing(days: readonly Day[]): DayRange | null {
    const wanted = days.filter((day) => !this.asked.has(day) && (!this.known.has(day) || this.old.has(day)))
    if (!wanted.length) return null
    wanted.sort()
    return { from: wanted[0] as Day, to: wanted.at(-1) as Day }
  }

  ask(range: DayRange): void {
    for (const day of daysBetween(range.from, range.to)) this.asked.add(day)
  }

  /** A snapshot arrived. When something happened meanwhile, what it does not cover may be old. */
  cover(range: DayRange, continuous: boolean): void {
    if (!continuous) for (const day of this.known) this.old.add(day)
    for (const day of daysBetween(range.from, range.to)) {
      this.known.add(day)
      this.old.delete(day)
      this.asked.delete(day)
    }
  }

  /** The server says that these days changed in a way that must be fetched. */
  outdate(range: DayRange): void {
    for (const day of this.known) if (range.from <= day && day <= range.to) this.old.add(day)
  }

  /** What was asked and has not come was lost: it may be asked again. False when there was nothing. */
  forgetQuestions(): boolean {
    const { size } = this.asked
    this.asked.clear()
    return size > 0
  }

  clear(): void {
    this.known.clear()
    this.old.clear()
    this.asked.clear()
  }
}

/** What is worth having at hand around the days on the screen: the one before, and the next ones over a weekend. */
export function around(days: readonly Day[]): Day[] {
  return daysBetween(addDays(days[0] as Day, -1), addDays(days.at(-1) as Day, 3))
}
