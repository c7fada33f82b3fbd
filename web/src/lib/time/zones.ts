/** From instants (UTC) to the wall clock of a place, and back. Offsets are cached by the quarter of an hour. */
import { addDays, type Day } from './days'

export interface Wall {
  day: Day
  /** Minutes from midnight. */
  minute: number
}

const QUARTER = 15 * 60_000
const DAY = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()
const offsets = new Map<string, Map<number, number>>()

/** Minutes to add to UTC at that instant; transitions always fall on a quarter of an hour. */
function offsetAt(instant: number, zone: string): number {
  let known = offsets.get(zone)
  if (!known) offsets.set(zone, (known = new Map()))
  const quarter = Math.floor(instant / QUARTER)
  let offset = known.get(quarter)
  if (offset === undefined) {
    let format = formats.get(zone)
    if (!format) {
      format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
      formats.set(zone, format)
    }
    const name = format.formatToParts(quarter * QUARTER).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
    const match = /GMT([+-])(\d{2}):?(\d{2})/.exec(name)
    offset = match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0
    known.set(quarter, offset)
  }
  return offset
}

/** The wall clock of `zone` at an instant (ISO text or milliseconds). */
export function toWall(instant: string | number, zone: string): Wall {
  const milliseconds = typeof instant === 'string' ? Date.parse(instant) : instant
  const local = new Date(milliseconds + offsetAt(milliseconds, zone) * 60_000)
  return { day: local.toISOString().slice(0, 10), minute: local.getUTCHours() * 60 + local.getUTCMinutes() }
}

/** The instant of a wall time, ISO in UTC. A time that the change of hour skips moves forward; a doubled one is the first. */
export function toInstant(day: Day, minute: number, zone: string): string {
  if (minute >= 1440) return toInstant(addDays(day, 1), minute - 1440, zone)
  const local = Date.parse(`${day}T00:00:00Z`) + minute * 60_000
  const before = offsetAt(local - DAY, zone)
  const after = offsetAt(local + DAY, zone)
  const first = local - before * 60_000
  const second = local - after * 60_000
  const isSecond = offsetAt(first, zone) !== before && offsetAt(second, zone) === after
  return new Date(isSecond ? second : first).toISOString().replace('.000', '')
}

/** Today in a zone. */
export function today(now: number, zone: string): Day {
  return toWall(now, zone).day
}
