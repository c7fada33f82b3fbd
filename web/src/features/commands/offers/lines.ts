/** How patients and appointments are shown as lines, and who is meant without doubt. */
import CalendarClock from '@lucide/svelte/icons/calendar-clock'
import UserRound from '@lucide/svelte/icons/user-round'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { patientName, practitionerName, statusText } from '$features/agenda/words'
import { phoneText } from '$features/patients/phones'
import type { Hit } from '$features/patients/search'
import { bornText, fullName } from '$features/patients/words'
import type { AppointmentView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { capital, shortDay, timeText } from '$lib/time/format'
import { toWall } from '$lib/time/zones'
import type { Item } from '../items'

export function patientItem(hit: Hit, preview: string, pick: Item['pick']): Item {
  return {
    id: `patient ${hit.id}`,
    group: 'commands.group.patients',
    title: fullName(hit),
    detail: bornText(hit.birth_date),
    aside: hit.phone ? phoneText(hit.phone) : undefined,
    icon: UserRound,
    preview,
    pick,
  }
}

/** "Mar. 24 nov. 09:20". */
export function appointmentText(view: AppointmentView): string {
  const zone = practices.zone(view.location_id)
  return `${capital(shortDay(toWall(view.starts_at, zone).day))} ${timeText(view.starts_at, zone)}`
}

export function appointmentItem(view: AppointmentView, preview: string, pick: Item['pick']): Item {
  const type = view.type_id ? agendas.get(view.practitioner_id)?.types.get(view.type_id) : undefined
  return {
    id: `appointment ${view.id}`,
    group: 'commands.group.which',
    title: patientName(view.patient),
    detail: [appointmentText(view), type?.name, practitionerName(practices.practitioner(view.practitioner_id))]
      .filter(Boolean)
      .join(' · '),
    aside: view.status === 'planned' ? undefined : statusText(view.status),
    icon: CalendarClock,
    hue: type?.hue ?? 262,
    preview,
    pick,
  }
}
