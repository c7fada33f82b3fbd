/** The appointments that a name may mean, from what the screens already hold. */
import { agendas } from '$features/agenda/model/agendas.svelte'
import { patientName } from '$features/agenda/words'
import type { AppointmentView } from '$lib/api'
import { addDays, daysBetween, type Day } from '$lib/time/days'
import { begins } from './match'

/** Days after today that are usually at hand. */
const REACH = 31

/** Those of the agendas at hand whose patient's name begins so, the soonest first. `days`: only today's, or all. */
export function upcoming(name: string, today: Day, days: 'today' | 'all', now: number): AppointmentView[] {
  const found = new Map<string, AppointmentView>()
  for (const agenda of agendas.list) {
    for (const day of days === 'today' ? [today] : daysBetween(today, addDays(today, REACH))) {
      if (!agenda.holds(day)) continue
      for (const { view } of agenda.column(day).appointments.values()) {
        if (days === 'all' && Date.parse(view.ends_at) < now) continue
        if (view.patient && begins(name, patientName(view.patient))) found.set(view.id, view)
      }
    }
  }
  return [...found.values()].sort((a, b) => a.starts_at.localeCompare(b.starts_at))
}
