/** Puts a popover beside its anchor, inside the window; flips when there is no room. */

export type Side = 'bottom' | 'top' | 'right'

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const GAP = 4
const EDGE = 8

/** Where a box of `width` × `height` goes. Pure. */
export function placeBeside(
  anchor: Box,
  width: number,
  height: number,
  room: { width: number; height: number },
  side: Side = 'bottom',
  align: 'start' | 'end' = 'start',
): { left: number; top: number } {
  const clamp = (value: number, size: number, limit: number) => Math.max(EDGE, Math.min(value, limit - size - EDGE))
  if (side === 'right') {
    const right = anchor.right + GAP
    const left = right + width + EDGE <= room.width ? right : anchor.left - GAP - width
    return { left: clamp(left, width, room.width), top: clamp(anchor.top, height, room.height) }
  }
  const below = anchor.bottom + GAP
  const above = anchor.top - GAP - height
  const fitsBelow = below + height + EDGE <= room.height
  const top = side === 'bottom' ? (fitsBelow || above < EDGE ? below : above) : above >= EDGE ? above : below
  const left = align === 'start' ? anchor.left : anchor.right - width
  return { left: clamp(left, width, room.width), top: clamp(top, height, room.height) }
}
