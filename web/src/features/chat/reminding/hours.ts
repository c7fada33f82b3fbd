/** At which hours one may want to see a message again, on the walls of this device's zone. Pure. */
import { addDays } from '$lib/time/days'
import { toInstant, toWall } from '$lib/time/zones'

export interface Proposed {
  key: 'afternoon' | 'evening' | 'tomorrow'
  at: string
}
const AFTERNOON = 14 * 60
const EVENING = 18 * 60
const MORNING = 8 * 60 + 30
/** Nobody asks to be reminded in a quarter of an hour. */
const SOON = 30

export function proposedHours(now: number, zone: string): Proposed[] {
  const { day, minute } = toWall(now, zone)
  const today: Proposed[] =
    minute <= AFTERNOON - SOON
      ? [{ key: 'afternoon', at: toInstant(day, AFTERNOON, zone) }]
      : minute <= EVENING - SOON
        ? [{ key: 'evening', at: toInstant(day, EVENING, zone) }]
        : []
  return [...today, { key: 'tomorrow', at: toInstant(addDays(day, 1), MORNING, zone) }]
}
