/** "déplace martin jeudi", "annule martin": which appointment, then where to. */
import CalendarArrowUp from '@lucide/svelte/icons/calendar-arrow-up'
import { t } from '$i18n'
import { cancel, move, spotOf } from '$features/agenda/commands'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { view as screen } from '$features/agenda/model/view.svelte'
import { patientName } from '$features/agenda/words'
import { practicesToSearch } from '$features/patients/may'
import { searchPatients, type Hit } from '$features/patients/search'
import { fullName } from '$features/patients/words'
import { api, read, type AppointmentView, type PatientView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { clock } from '$lib/time/clock.svelte'
import { clockText } from '$lib/time/days'
import { shortDay } from '$lib/time/format'
import { toWall } from '$lib/time/zones'
import { onAgenda } from '../actions'
import { firstDay, type Command } from '../grammar/parse'
import type { Item } from '../items'
import { shifted } from '../query'
import { findSlots, slotLine, whenText } from '../slots'
import { upcoming } from '../upcoming'
import { appointmentItem, patientItem } from './lines'
import type { Settled, Wish } from './settled'

type Change = Extract<Command, { kind: 'move' | 'cancel' }>

export async function changing(wish: Change, settled: Settled): Promise<Item[]> {
  const { patient: chosen, appointment } = settled
  if (appointment && wish.kind === 'move') return destinations(appointment, wish)
  if (!wish.patient && !chosen) return []
  const local = chosen ? [] : upcoming(wish.patient, screen.today, 'all', clock.minute)
  const candidates = local.length ? local : chosen ? await visitsOf(chosen) : []
  // For a cancellation, the day said is the appointment's own.
  const views = candidates.filter(
    (view) => session.may(wish.kind, view.practitioner_id) && (wish.kind === 'move' || fits(view, wish)),
  )
  if (wish.kind === 'move' && views.length === 1 && views[0]) return destinations(views[0], wish)
  const items = views.map((view) =>
    wish.kind === 'move'
      ? appointmentItem(view, t('commands.preview.move', patientName(view.patient)), () =>
          settled.chooseAppointment(view),
        )
      : appointmentItem(view, t('commands.preview.cancel', patientName(view.patient)), () => void cancel(view)),
  )
  if (items.length || chosen) return items
  // Not on the days at hand: his file knows.
  const hits = await searchPatients(practicesToSearch(), wish.patient, 6)
  return hits.map((hit) =>
    patientItem(hit, t('commands.preview.visits', fullName(hit)), () => settled.choosePatient(hit)),
  )
}

async function destinations(view: AppointmentView, wish: Extract<Change, { kind: 'move' }>): Promise<Item[]> {
  const spot = spotOf(view)
  const when = wish.shift === null ? wish.when : shifted(wish.when, spot.day, spot.start, wish.shift)
  const practitionerId = wish.practitionerId ?? view.practitioner_id
  const types = agendas.get(practitionerId)?.offered ?? []
  const before = view.type_id ? agendas.get(view.practitioner_id)?.types.get(view.type_id) : undefined
  const type = types.find((one) =>
    wish.typeName ? one.name === wish.typeName : one.id === view.type_id || one.name === before?.name,
  )
  const found = await findSlots([practitionerId], { ids: type ? [type.id] : [], name: null }, when, screen.today)
  const length = spot.end - spot.start
  return found
    .filter((one) => one.slot.starts_at !== view.starts_at)
    .map((one): Item => {
      const zone = practices.zone(one.slot.location_id)
      const to = toWall(one.slot.starts_at, zone)
      return {
        ...slotLine(one, length),
        group: 'commands.group.slots',
        icon: CalendarArrowUp,
        preview: t(
          'commands.preview.moving',
          patientName(view.patient),
          `${shortDay(spot.day)} ${clockText(spot.start)}`,
          whenText(one),
        ),
        pick: () =>
          onAgenda(() => {
            screen.day = to.day
            void move(view, { practitionerId, day: to.day, start: to.minute, end: to.minute + length })
          }),
      }
    })
}

/** Whether an appointment is on the day that was said. */
function fits(view: AppointmentView, wish: Wish): boolean {
  const { when } = wish
  const { day } = spotOf(view)
  if (when.weekdays.length) return day === firstDay(when, screen.today)
  return (when.from === null || day >= when.from) && (when.to === null || day <= when.to)
}

/** The appointments to come of a patient, from his file. */
async function visitsOf(hit: Hit): Promise<AppointmentView[]> {
  const file = await read<PatientView>(
    api.GET('/api/patients/{patient_id}', { params: { path: { patient_id: hit.id } } }),
  )
  const open = file.upcoming.filter((visit) => visit.status !== 'cancelled').slice(0, 6)
  return Promise.all(
    open.map(
      (visit) =>
        agendas.board.get(visit.id) ??
        read<AppointmentView>(
          api.GET('/api/appointments/{appointment_id}', { params: { path: { appointment_id: visit.id } } }),
        ),
    ),
  )
}
