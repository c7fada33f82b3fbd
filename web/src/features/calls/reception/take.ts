/** Takes a patient who waits for a colleague: the rule of every move, asked and confirmed as for a move. */
import { acceptWarnings } from '$features/agenda/warnings'
import { t } from '$i18n'
import { api, command, Refusal, type Accepted, type CallView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { notices } from '$lib/ui'

export async function take(call: CallView, practitioner_id: string, accept: Accepted[] = []): Promise<void> {
  const params = { path: { appointment_id: call.id } }
  try {
    const body = { practitioner_id, accept }
    await command(() => api.POST('/api/rooms/{appointment_id}/take', { params, body }))
    notices.done(t('reception.taken', call.patient_name))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code !== 'needs_confirmation' || accept.length) {
      notices.failed(t('reception.not_taken'), error)
      return
    }
    const zone = practices.zone(practices.practitioner(call.practitioner_id)?.location_id)
    const kinds = await acceptWarnings(error, t('reception.take.confirm', call.patient_name), zone)
    if (kinds) await take(call, practitioner_id, kinds)
  }
}
