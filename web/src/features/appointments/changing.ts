/** What the card asks of the server beside what the agenda does: notes, deletion, the waiting list. */
import { t } from '$i18n'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { patientName } from '$features/agenda/words'
import { api, command, Refusal, type AppointmentView, type WaitingEntryView } from '$lib/api'
import { undoable } from '$lib/desk/undo.svelte'
import { confirm, notices } from '$lib/ui'

type Text = 'reason' | 'notes' | 'message_to_staff' | 'message_to_patient'

/** Writes one of the texts. Without the server it waits: it carries a version and cannot double-book. */
export async function write(appointment: AppointmentView, field: Text, text: string): Promise<AppointmentView | null> {
  try {
    const done = await command<AppointmentView>(
      () =>
        api.PATCH('/api/appointments/{appointment_id}', {
          params: { path: { appointment_id: appointment.id } },
          body: { version: appointment.version, [field]: text.trim() },
        }),
      { offline: 'queue' },
    )
    agendas.take(done)
    undoable(t('appointments.written', patientName(appointment.patient)), done.change)
    return done.view
  } catch (error) {
    notices.failed(t('appointments.write.failed'), error)
    return null
  }
}

/** Deletes for good, after saying what goes with it (Q11). */
export async function remove(appointment: AppointmentView): Promise<boolean> {
  const call = (confirmed: boolean) =>
    command(() =>
      api.POST('/api/appointments/{appointment_id}/delete', {
        params: { path: { appointment_id: appointment.id } },
        body: { version: appointment.version, confirmed },
      }),
    )
  const name = patientName(appointment.patient)
  try {
    await call(false)
    return true
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'deletion_not_confirmed') {
      notices.failed(t('appointments.delete.failed', name), error)
      return false
    }
    const lost = error.data['lost'] as { followers: number; waiting: number }
    const sure = await confirm({
      title: t('appointments.delete.title', name),
      text: t('appointments.delete.text'),
      lines: [
        t('appointments.delete.record'),
        ...(lost.followers ? [t('appointments.delete.followers', lost.followers)] : []),
        ...(lost.waiting ? [t('appointments.delete.waiting', lost.waiting)] : []),
        t('appointments.delete.told'),
      ],
      yes: t('appointments.delete.yes'),
      no: t('common.back'),
      danger: true,
    })
    if (!sure) return false
  }
  try {
    const done = await call(true)
    undoable(t('appointments.deleted', name), done.change)
    return true
  } catch (error) {
    notices.failed(t('appointments.delete.failed', name), error)
    return false
  }
}

/** The entry of the waiting list that comes with this appointment (F024). */
export function waitingWith(appointment: AppointmentView): WaitingEntryView | undefined {
  const entries = agendas.get(appointment.practitioner_id)?.waiting.values() ?? []
  for (const entry of entries) if (entry.appointment_id === appointment.id) return entry
  return undefined
}

export async function wait(appointment: AppointmentView): Promise<void> {
  if (!appointment.patient) return
  const name = patientName(appointment.patient)
  try {
    const body = {
      patient_id: appointment.patient.id,
      practitioner_id: appointment.practitioner_id,
      type_id: appointment.type_id,
      appointment_id: appointment.id,
    }
    const done = await command(() => api.POST('/api/waiting-list', { body }))
    undoable(t('waitlist.added', name), done.change)
  } catch (error) {
    notices.failed(t('waitlist.add.failed'), error)
  }
}

export async function waitNoMore(entry: WaitingEntryView): Promise<void> {
  try {
    const done = await command(() =>
      api.DELETE('/api/waiting-list/{entry_id}', { params: { path: { entry_id: entry.id } } }),
    )
    undoable(t('waitlist.removed', patientName(entry.patient)), done.change)
  } catch (error) {
    notices.failed(t('waitlist.remove.failed'), error)
  }
}
