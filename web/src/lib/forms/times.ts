/** Times of day as people type them. */
import { clockText } from '$lib/time/days'

/** Minutes from midnight for "9", "9h", "9 h 30", "930", "09:30", "24:00"; null when it is no time of day. Pure. */
export function readTime(text: string): number | null {
  const match = /^(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?|(\d{2}))?$/.exec(text.trim())
  if (!match) return null
  const hour = Number(match[1])
  const minute = Number(match[2] ?? match[3] ?? 0)
  return hour > 24 || minute > 59 || hour * 60 + minute > 1440 ? null : hour * 60 + minute
}

/** One step of the arrow keys: to the next multiple of `step`, inside the day. Pure. */
export function stepTime(minute: number, direction: 1 | -1, step = 15): number {
  const next = direction > 0 ? Math.floor(minute / step) * step + step : Math.ceil(minute / step) * step - step
  return Math.min(1440, Math.max(0, next))
}

/** "08:00–12:00". */
export const hoursText = (start: number, end: number) => `${clockText(start)}–${clockText(end)}`
