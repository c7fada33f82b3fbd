/** Blocks and extras are one row a day; people made them for many days at once, and read them that way. Pure. */
import { runsOf, type Run } from '$lib/forms/days'
import type { Day } from '$lib/time/days'

/** What two rows must share to be one line of the list. */
export interface DayRow {
  id: string
  day: Day
  start: number
  end: number
  type_ids: string[] | null
  note?: string
  location_id?: string
}

export interface Group<Row extends DayRow> {
  key: string
  rows: Row[]
  runs: Run[]
  /** Any of its rows: hours, types, place, note are those of all. */
  like: Row
}

/** Rows with the same hours, types, place and note, the group with the earliest day first. */
export function grouped<Row extends DayRow>(rows: Iterable<Row>): Group<Row>[] {
  const groups = Map.groupBy(rows, keyOf)
  return [...groups]
    .map(([key, members]) => {
      const ordered = members.sort((a, b) => (a.day < b.day ? -1 : 1))
      return { key, rows: ordered, runs: runsOf(ordered.map((row) => row.day)), like: ordered[0]! }
    })
    .sort((a, b) => compare(a.like, b.like))
}

/** Rows from a day on, and those before. */
export function sinceDay<Row extends { day: Day }>(rows: readonly Row[], today: Day): { coming: Row[]; past: Row[] } {
  return { coming: rows.filter((row) => row.day >= today), past: rows.filter((row) => row.day < today) }
}

function keyOf(row: DayRow): string {
  return [row.start, row.end, row.type_ids?.toSorted().join() ?? '*', row.location_id ?? '', row.note ?? ''].join('|')
}

function compare(a: DayRow, b: DayRow): number {
  return a.day === b.day ? a.start - b.start : a.day < b.day ? -1 : 1
}
