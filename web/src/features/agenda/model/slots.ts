/** From the server's free slots to the green boxes of a column. Pure: the slots themselves are never computed here. */
import type { Span } from './lanes'

export interface WallSlot extends Span {
  typeId: string
  locationId: string
  extraId: string | null
  blocked: boolean
  overruns: boolean
}

/** One start on the grid, whatever may be booked there. */
export interface FreeBox extends Span {
  slots: readonly WallSlot[]
  /** Every type that could start here is blocked. */
  blocked: boolean
  extraId: string | null
}

export interface SlotFilter {
  typeIds: ReadonlySet<string> | null
  locationId: string | null
}

/** Boxes in order; each ends where the next start begins, so that the smallest step stays visible. */
export function freeBoxes(slots: Iterable<WallSlot>, filter: SlotFilter): FreeBox[] {
  const starts = new Map<string, WallSlot[]>()
  for (const slot of slots) {
    if (filter.typeIds && !filter.typeIds.has(slot.typeId)) continue
    if (filter.locationId && filter.locationId !== slot.locationId) continue
    const key = `${slot.start} ${slot.extraId ?? ''}`
    const same = starts.get(key)
    if (same) same.push(slot)
    else starts.set(key, [slot])
  }
  const boxes = [...starts.values()].map((same): FreeBox => {
    const first = same[0] as WallSlot
    return {
      start: first.start,
      end: Math.max(...same.map((slot) => slot.end)),
      slots: same,
      blocked: same.every((slot) => slot.blocked),
      extraId: first.extraId,
    }
  })
  boxes.sort((a, b) => a.start - b.start)
  for (const [index, box] of boxes.entries()) {
    const next = boxes.slice(index + 1).find((other) => other.extraId === box.extraId && other.start > box.start)
    if (next) box.end = Math.min(box.end, next.start)
  }
  return boxes
}

/** The first and last minute that a set of columns must show, on whole hours; eight to seven at least. */
export function axisOf(spans: Iterable<Span>): Span {
  let start = 8 * 60
  let end = 19 * 60
  for (const span of spans) {
    start = Math.min(start, span.start)
    end = Math.max(end, span.end)
  }
  return { start: Math.max(0, Math.floor(start / 60) * 60), end: Math.min(1440, Math.ceil(end / 60) * 60) }
}

/** Whether something was planned for a day, and all of it has ended. */
export function isOver(spans: readonly Span[], now: number): boolean {
  return spans.length > 0 && spans.every((span) => span.end <= now)
}

/** The step of the grid and of the arrows, minutes. */
export const STEP = 5
const REACH = 7

/**
 * Where a dragged block lands: on a multiple of five minutes, or on the start of a free slot of its type when one is
 * nearer than seven. Kept inside the axis.
 */
export function snap(minute: number, duration: number, axis: Span, magnets: readonly number[]): number {
  let best = Math.round(minute / STEP) * STEP
  let distance = REACH + 1
  for (const magnet of magnets) {
    if (Math.abs(magnet - minute) < distance) {
      best = magnet
      distance = Math.abs(magnet - minute)
    }
  }
  return Math.max(axis.start, Math.min(best, Math.max(axis.start, axis.end - duration)))
}
