/** What a change did to an appointment, piece by piece, for its history (F039). Pure. */
import type { AppointmentView, HistoryEntry } from '$lib/api'

export type Difference =
  | { kind: 'moved'; from: string; to: string; locationId: string }
  | { kind: 'length'; from: number; to: number }
  | { kind: 'practitioner'; from: string; to: string }
  | { kind: 'type'; from: string | null; to: string | null; of: string }
  | { kind: 'status'; from: AppointmentView['status']; to: AppointmentView['status'] }
  | { kind: 'patient'; from: string; to: string }
  | { kind: 'texts'; fields: ('reason' | 'notes' | 'message_to_staff' | 'message_to_patient')[] }
  | { kind: 'sms'; off: boolean }

const length = (view: AppointmentView) => (Date.parse(view.ends_at) - Date.parse(view.starts_at)) / 60_000
const nameOf = (view: AppointmentView) =>
  view.patient ? `${view.patient.last_name.toLocaleUpperCase()} ${view.patient.first_name}` : ''
const TEXTS = ['reason', 'notes', 'message_to_staff', 'message_to_patient'] as const

export function differences({ before, after }: Pick<HistoryEntry, 'before' | 'after'>): Difference[] {
  if (!before || !after) return []
  const found: Difference[] = []
  if (Date.parse(before.starts_at) !== Date.parse(after.starts_at)) {
    found.push({ kind: 'moved', from: before.starts_at, to: after.starts_at, locationId: after.location_id })
  }
  if (before.practitioner_id !== after.practitioner_id) {
    found.push({ kind: 'practitioner', from: before.practitioner_id, to: after.practitioner_id })
  }
  if (before.type_id !== after.type_id && before.practitioner_id === after.practitioner_id) {
    found.push({ kind: 'type', from: before.type_id, to: after.type_id, of: after.practitioner_id })
  }
  if (length(before) !== length(after)) found.push({ kind: 'length', from: length(before), to: length(after) })
  if (before.status !== after.status) found.push({ kind: 'status', from: before.status, to: after.status })
  if (before.patient?.id !== after.patient?.id) found.push({ kind: 'patient', from: nameOf(before), to: nameOf(after) })
  const fields = TEXTS.filter((field) => before[field] !== after[field])
  if (fields.length) found.push({ kind: 'texts', fields })
  if (before.sms_off !== after.sms_off) found.push({ kind: 'sms', off: after.sms_off })
  return found
}
