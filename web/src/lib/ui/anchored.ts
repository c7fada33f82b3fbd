/** Puts a popover beside its anchor, inside the window; flips, or is cut short, when there is no room. */

export type Side = 'bottom' | 'top' | 'right'

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const GAP = 4
const EDGE = 8
/** A part lower than this is not worth reading: rather over the anchor. */
const LEAST = 200
/** What is cut short stays on the side that was wished for when it is at least as high as this. */
const ENOUGH = 320

/** Where a box of `width` × `height` goes, and how high it may be there: it is cut short rather than cover its anchor. Pure. */
export function placeBeside(
  anchor: Box,
  width: number,
  height: number,
  room: { width: number; height: number },
  side: Side = 'bottom',
  align: 'start' | 'end' = 'start',
): { left: number; top: number; height: number } {
  const clamp = (value: number, size: number, limit: number) => Math.max(EDGE, Math.min(value, limit - size - EDGE))
  const whole = Math.min(height, room.height - 2 * EDGE)
  if (side === 'right') {
    const right = anchor.right + GAP
    const left = right + width + EDGE <= room.width ? right : anchor.left - GAP - width
    return { left: clamp(left, width, room.width), top: clamp(anchor.top, whole, room.height), height: whole }
  }
  const below = room.height - EDGE - GAP - anchor.bottom
  const above = anchor.top - GAP - EDGE
  const [wished, other] = side === 'bottom' ? [below, above] : [above, below]
  const isBelow = (whole <= wished || (whole > other && wished >= Math.min(other, ENOUGH))) === (side === 'bottom')
  const free = isBelow ? below : above
  const shown = free < LEAST ? whole : Math.min(whole, free)
  const top = isBelow ? anchor.bottom + GAP : anchor.top - GAP - shown
  const left = align === 'start' ? anchor.left : anchor.right - width
  return { left: clamp(left, width, room.width), top: clamp(top, shown, room.height), height: shown }
}
