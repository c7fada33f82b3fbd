/** Booking or changing: asks for what must be confirmed by name, says what came of it, offers to undo. */
import { t } from '$i18n'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { acceptWarnings, warningsOf, warningText } from '$features/agenda/warnings'
import { patientName } from '$features/agenda/words'
import { api, command, Refusal, type Accepted, type AppointmentView, type Done } from '$lib/api'
import { undoable } from '$lib/desk/undo.svelte'
import { shortDay, timeText } from '$lib/time/format'
import { toWall } from '$lib/time/zones'
import { notices } from '$lib/ui'
import { announce } from '$lib/ui/announce.svelte'
import type { Booking } from './booking.svelte'
import { bookBody, changeBody, type Filled } from './request'

/** `theirs`: somebody changed the appointment first. `given_up`: refused, or not confirmed; it was said. */
export type Answer = { done: AppointmentView } | 'given_up' | { theirs: AppointmentView }

export async function submit(
  before: AppointmentView | null,
  filled: Filled,
  zone: string,
  accept: readonly Accepted[] = [],
): Promise<Answer> {
  try {
    const done = await command<AppointmentView>(() =>
      before
        ? api.PATCH('/api/appointments/{appointment_id}', {
            params: { path: { appointment_id: before.id } },
            body: changeBody(before, filled, accept),
          })
        : api.POST('/api/appointments', { body: bookBody(filled, accept) }),
    )
    agendas.take(done)
    booked(done, zone, before !== null)
    return { done: done.view }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'needs_confirmation') {
      const kinds = await acceptWarnings(error, before ? t('booking.sure.change') : t('booking.sure'), zone)
      return kinds ? submit(before, filled, zone, [...accept, ...kinds]) : 'given_up'
    }
    if (error.code === 'stale') return { theirs: error.data['theirs'] as AppointmentView }
    refused(before ? t('booking.change.failed') : t('booking.failed'), error, zone)
    return 'given_up'
  }
}

/** Says it, with "Annuler". */
export function booked(done: Done<AppointmentView>, zone: string, isChange = false): void {
  const { view } = done
  const when = `${shortDay(toWall(view.starts_at, zone).day)} ${timeText(view.starts_at, zone)}`
  const name = patientName(view.patient)
  const title = isChange ? t('booking.changed', name, when) : t('booking.done', name, when)
  announce(title)
  undoable(title, done.change)
}

/** A refusal that no confirmation can lift: blocked hours say which. */
export function refused(title: string, error: Refusal, zone: string): void {
  const why = warningsOf(error).map((warning) => warningText(warning, zone))
  notices.failed(title, why.length ? why.join(' ') : error)
}

/** Books the same again at the time the window points at. */
export async function duplicate(
  original: AppointmentView,
  booking: Booking,
  claimId: string | null,
  accept: readonly Accepted[] = [],
): Promise<boolean> {
  const isRetyped = booking.typeId !== original.type_id
  try {
    const done = await command<AppointmentView>(() =>
      api.POST('/api/appointments/{appointment_id}/duplicate', {
        params: { path: { appointment_id: original.id } },
        body: {
          starts_at: booking.startsAt ?? '',
          practitioner_id: booking.practitionerId,
          type_id: isRetyped ? booking.typeId : null,
          extra_id: booking.extraId,
          claim_id: claimId,
          accept: [...new Set([...accept, ...(booking.free ? (['off_schedule'] as const) : [])])],
        },
      }),
    )
    agendas.take(done)
    booked(done, booking.zone)
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'needs_confirmation') {
      const kinds = await acceptWarnings(error, t('booking.sure'), booking.zone)
      return kinds ? duplicate(original, booking, claimId, [...accept, ...kinds]) : false
    }
    refused(t('booking.failed'), error, booking.zone)
    return false
  }
}

/** Takes the entry that was answered off the waiting list. */
export async function waitNoMore(entryId: string): Promise<void> {
  try {
    await command(() => api.DELETE('/api/waiting-list/{entry_id}', { params: { path: { entry_id: entryId } } }))
  } catch (error) {
    notices.failed(t('waitlist.remove.failed'), error)
  }
}
