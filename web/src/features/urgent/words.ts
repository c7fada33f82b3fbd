/** Where something urgent stands, in words. */
import { t } from '$i18n'
import type { Shape, UrgentView } from '$lib/api'

export const MINUTES = [5, 10, 15, 30, 60, 120] as const
export type Minutes = (typeof MINUTES)[number]

export interface Urgency {
  practitionerId: string
  minutes: Minutes
}

/** Who has it now. */
export function holderOf(view: UrgentView): string {
  const last = view.steps.at(-1)
  return last && last.rung !== 'desk' ? last.name : t('urgent.desk')
}

/** What happened, and then what comes: "Urgent · chez Dr Lefèvre depuis 10:02", "sans réponse, passe au suivant à 10:17". */
export function stateOf(view: UrgentView, me: string, hour: (at: string) => string): { now: string; next: string } {
  const closed = view.closed_at ? hour(view.closed_at) : ''
  switch (view.state) {
    case 'taken':
      if (view.closed_by?.id === me) return { now: t('urgent.state.taken.you', closed), next: '' }
      return { now: t('urgent.state.taken', view.closed_by?.name ?? '', closed), next: '' }
    case 'withdrawn':
      return { now: t('urgent.state.withdrawn', closed), next: '' }
    case 'over':
      return { now: t('urgent.state.over', closed), next: '' }
    case 'waiting': {
      const last = view.steps.at(-1)
      if (!last || view.climbs_at === null) return { now: t('urgent.state.unanswered'), next: '' }
      const since = hour(last.at)
      if (last.rung === 'desk') return { now: t('urgent.state.desk', since), next: '' }
      return { now: t('urgent.state.waiting', last.name, since), next: t('urgent.state.next', hour(view.climbs_at)) }
    }
  }
}

/** "à l’instant", "il y a 4 min". */
export function agoText(since: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000)
  if (minutes < 1) return t('urgent.ago.now')
  return minutes < 90 ? t('urgent.ago', minutes) : t('urgent.ago.hours', Math.round(minutes / 60))
}

/** Whom it would reach, in order; whoever is on leave is named, rungs without anybody are left out. */
export function routeOf(route: Shape<'UrgentRoute'>): { text: string; isAway: boolean }[] {
  return route.rungs.flatMap<{ text: string; isAway: boolean }>(({ rung, name, away, reached }) => {
    if (away) return [{ text: t('urgent.route.away', name), isAway: true }]
    if (!reached) return []
    return [{ text: rung === 'desk' ? t('urgent.route.desk', reached) : name, isAway: false }]
  })
}
