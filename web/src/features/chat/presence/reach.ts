/** Whether somebody can be reached, in words: what the server says of him, or else whether a page of his is open. */
import { t } from '$i18n'
import type { Shape } from '$lib/api'
import { longDay } from '$lib/time/format'
import { dayOf, hourOf } from '../when'

export type PresenceView = Shape<'PresenceView'>
export interface Reach {
  kind: PresenceView['state'] | 'here' | 'gone'
  until: string | null
}

/** What holds of somebody of whom several practices may speak: the first that says something. */
export function reachOf(views: readonly (PresenceView | undefined)[], isHere: boolean): Reach {
  const said = views.find((view) => view !== undefined)
  if (said) return { kind: said.state, until: said.until }
  return { kind: isHere ? 'here' : 'gone', until: null }
}

export function reachText({ kind, until }: Reach, now: number): string {
  if (!until || kind === 'here' || kind === 'gone') return t(`chat.presence.${kind}`)
  return t(`chat.presence.${kind}.until`, untilText(until, now, kind === 'leave'))
}

/** "10:30" today; the day too when it is another one, and the day alone of somebody who is on leave. */
function untilText(until: string, now: number, dayOnly: boolean): string {
  const day = longDay(dayOf(until))
  if (dayOnly) return day
  return dayOf(until) === dayOf(now) ? hourOf(until) : `${day}, ${hourOf(until)}`
}
