/** Who is seen and heard in which of the pairs received. Pure. */
import type { Slot } from '$lib/api'

export interface Placed {
  seat: string
  index: number
  kind: Slot['kind']
}

/**
 * One place a seat: its camera's, or its screen's when no slot was left for both. The sound goes with it either way
 * (`voices` in `rtc/sfu/seating.py`), so that nobody is heard twice and nobody not at all.
 */
export function facesIn(slots: readonly Slot[]): Placed[] {
  const placed = slots.flatMap(({ seat, index, kind }) => (seat ? [{ seat, index, kind }] : []))
  const cameras = placed.filter((one) => one.kind === 'camera')
  const others = placed.filter((one) => !cameras.some((camera) => camera.seat === one.seat))
  return [...cameras, ...others]
}
