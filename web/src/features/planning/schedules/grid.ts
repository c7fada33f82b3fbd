/** The grid of a schedule, type × weekday: reading a box, replacing it, copying it elsewhere (F083, F084). Pure. */
import type { Shape } from '$lib/api'

export type Range = Required<Shape<'Range'>>
export type Cell = Omit<Shape<'Cell'>, 'ranges'> & { ranges: Range[] }

/** A box of the grid; a free schedule has one line, without a type (Q29). */
export interface Box {
  weekday: number
  typeId: string | null
}

export interface Span {
  start: number
  end: number
}

export const boxKey = ({ weekday, typeId }: Box) => `${weekday}|${typeId ?? ''}`

/** Cells as the server gives them, every range with its list of starts. */
export function cellsOf(cells: readonly Shape<'Cell'>[]): Cell[] {
  return cells.map((cell) => ({
    ...cell,
    ranges: cell.ranges.map((range) => ({ ...range, starts: range.starts ?? [] })),
  }))
}

/** The ranges of a box, none when it is empty. */
export function rangesAt(cells: readonly Cell[], box: Box): readonly Range[] {
  return cells.find((cell) => cell.weekday === box.weekday && cell.type_id === box.typeId)?.ranges ?? []
}

/** The grid with another content in one box; an empty box is no cell. */
export function withBox(cells: readonly Cell[], box: Box, ranges: readonly Range[]): Cell[] {
  const others = cells.filter((cell) => cell.weekday !== box.weekday || cell.type_id !== box.typeId)
  const ordered = [...ranges].sort((a, b) => a.start - b.start)
  return ordered.length ? [...others, { weekday: box.weekday, type_id: box.typeId, ranges: ordered }] : others
}

/** How many starts are ticked. */
export function startsIn(ranges: readonly Range[]): number {
  return ranges.reduce((sum, range) => sum + range.starts.length, 0)
}

/** A start generated for another type, to be asked of the server. */
export interface Wanted extends Span {
  typeId: string
}

/** What has to be generated before a box can be copied there: starts only carry over to the same type. */
export function wantedFor(ranges: readonly Range[], from: Box, targets: readonly Box[]): Wanted[] {
  const types = new Set(targets.map((target) => target.typeId))
  types.delete(from.typeId)
  return [...types].flatMap((typeId) =>
    typeId === null ? [] : ranges.map(({ start, end }) => ({ typeId, start, end })),
  )
}

/** The grid after copying `ranges` of the box `from` over the targets. `generated` answers `wantedFor`. */
export function copied(
  cells: readonly Cell[],
  ranges: readonly Range[],
  from: Box,
  targets: readonly Box[],
  generated: (wanted: Wanted) => readonly number[],
): Cell[] {
  let next = [...cells]
  for (const target of targets) {
    const { typeId } = target
    const same = typeId === from.typeId
    const filled = ranges.map((range) => ({
      start: range.start,
      end: range.end,
      starts: same
        ? [...range.starts]
        : typeId === null
          ? []
          : [...generated({ typeId, start: range.start, end: range.end })],
    }))
    next = withBox(next, target, filled)
  }
  return next
}

/** The first thing wrong with the ranges of a box, and where. */
export function faultIn(
  spans: readonly { start: number | null; end: number | null }[],
): { index: number; fault: 'missing' | 'backwards' | 'overlap' } | null {
  for (const [index, { start, end }] of spans.entries()) {
    if (start === null || end === null) return { index, fault: 'missing' }
    if (end <= start) return { index, fault: 'backwards' }
    const overlaps = spans.slice(0, index).some((other) => start < (other.end ?? 0) && (other.start ?? 1440) < end)
    if (overlaps) return { index, fault: 'overlap' }
  }
  return null
}

/** A start offered for ticking. `foreign`: ticked earlier, and the present settings of the type would not generate it. */
export interface Offered {
  start: number
  ticked: boolean
  overruns: boolean
  foreign: boolean
}

/** The generated starts together with those that are ticked already; everything is ticked when `ticked` is null. */
export function offered(
  generated: { starts: readonly number[]; overruns: readonly number[] },
  ticked: readonly number[] | null,
): Offered[] {
  const known = new Set(generated.starts)
  const late = new Set(generated.overruns)
  const kept = new Set(ticked ?? generated.starts)
  return [...new Set([...generated.starts, ...(ticked ?? [])])]
    .sort((a, b) => a - b)
    .map((start) => ({ start, ticked: kept.has(start), overruns: late.has(start), foreign: !known.has(start) }))
}

/** Opening hours of each weekday, whatever the type: what the small picture of a week shows. */
export function weekOf(cells: readonly Cell[]): Span[][] {
  return Array.from({ length: 7 }, (_, weekday) =>
    merged(cells.filter((cell) => cell.weekday === weekday).flatMap((cell) => cell.ranges)),
  )
}

function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else result.push({ start, end })
  }
  return result
}

/** The ticks after the hours changed: everything generated, but what was unticked before stays so. */
export function reticked(before: readonly Offered[], starts: readonly number[]): number[] {
  const refused = new Set(before.filter((one) => !one.ticked && !one.foreign).map((one) => one.start))
  return starts.filter((start) => !refused.has(start))
}

/** The hours proposed for the next range of a box: the morning, the afternoon, then an hour after what is there. */
export function nextHours(spans: readonly { end: number | null }[]): Span {
  if (!spans.length) return { start: 540, end: 720 }
  const last = Math.max(...spans.map((span) => span.end ?? 0))
  const start = last <= 780 ? Math.max(840, last) : Math.min(last + 60, 1380)
  return { start, end: last <= 780 ? 1080 : Math.min(start + 60, 1440) }
}
