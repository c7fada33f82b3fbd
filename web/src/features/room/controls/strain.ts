/** When a line is left the sound alone (Part C 8). Values in, values out: one look at both ends about every two seconds. */
import type { Quality } from '../quality'

/** Share of packets lost from which the sound breaks up, and the picture with it is of no use. */
const HEAVY = 0.15
/** Heavy looks before the picture is paused: about eight seconds. */
const PATIENCE = 4
/** Whoever keeps putting his picture back is left in peace longer each time, for a minute at most. */
const MOST_PATIENCE = 32

export interface Strain {
  /** Heavy looks, less twice those that were not. */
  heavy: number
  /** How many of them it takes. */
  patience: number
  paused: boolean
}

export const AT_EASE: Strain = { heavy: 0, patience: PATIENCE, paused: false }

/** One more look: what one sends is lost on the way to the server, or on the way from there to the other. */
export function strained(before: Strain, own: Quality, theirs: Quality | null): Strain {
  if (before.paused) return before
  const isHeavy = own.sent > HEAVY || (theirs?.received ?? 0) > HEAVY
  const heavy = Math.max(0, before.heavy + (isHeavy ? 1 : -2))
  return { ...before, heavy, paused: heavy >= before.patience }
}

/** The picture is put back by hand. */
export function restored(before: Strain): Strain {
  return { heavy: 0, patience: Math.min(MOST_PATIENCE, before.patience * 2), paused: false }
}
