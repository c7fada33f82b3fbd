/** Booking or changing: asks for what must be confirmed by name, says what came of it, offers to undo. */
import { t } from '$i18n'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { acceptWarnings, warningsOf, warningText } from '$features/agenda/warnings'
import { patientName } from '$features/agenda/words'
import { api, command, Refusal, type Accepted, type AppointmentView } from '$lib/api'
import { undoable } from '$lib/desk/undo.svelte'
import { shortDay, timeText } from '$lib/time/format'
import { toWall } from '$lib/time/zones'
import { notices } from '$lib/ui'
import { announce } from '$lib/ui/announce.svelte'
import { bookBody, changeBody, type Filled } from './request'

/** `theirs`: somebody changed the appointment first. `given_up`: refused, or not confirmed; it was said. */
export type Answer = 'done' | 'given_up' | { theirs: AppointmentView }

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
    const { view } = done
    const when = `${shortDay(toWall(view.starts_at, zone).day)} ${timeText(view.starts_at, zone)}`
    const name = patientName(view.patient)
    const title = before ? t('booking.changed', name, when) : t('booking.done', name, when)
    announce(title)
    undoable(title, done.change)
    return 'done'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'needs_confirmation') {
      const kinds = await acceptWarnings(error, before ? t('booking.sure.change') : t('booking.sure'), zone)
      return kinds ? submit(before, filled, zone, [...accept, ...kinds]) : 'given_up'
    }
    if (error.code === 'stale') return { theirs: error.data['theirs'] as AppointmentView }
    const why = warningsOf(error).map((warning) => warningText(warning, zone))
    notices.failed(before ? t('booking.change.failed') : t('booking.failed'), why.length ? why.join(' ') : error)
    return 'given_up'
  }
}
