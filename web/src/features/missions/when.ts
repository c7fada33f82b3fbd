/** When a mission is due, in the zone of its practice. */
import { t } from '$i18n'
import { practices } from '$lib/desk/practices.svelte'
import { clockText } from '$lib/time/days'
import { shortDay } from '$lib/time/format'
import { toWall } from '$lib/time/zones'

/** The zone in which a practice's days begin. */
export const zoneOf = (practiceId: string) =>
  practices.zone([...practices.locations(practiceId)].sort((a, b) => (a.id < b.id ? -1 : 1))[0]?.id)

/** "aujourd’hui 18:00", "mar. 3 mars 18:00". */
export function dueText(due: string, practiceId: string, now: number): string {
  const zone = zoneOf(practiceId)
  const wall = toWall(due, zone)
  const day = wall.day === toWall(now, zone).day ? t('missions.today') : shortDay(wall.day)
  return `${day} ${clockText(wall.minute)}`
}
