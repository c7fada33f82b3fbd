/** What the booking window sends. Pure. */
import type { Accepted, AppointmentView, BookAppointment, ChangeAppointment } from '$lib/api'

/** Everything the window holds when it is confirmed. */
export interface Filled {
  practitionerId: string
  typeId: string
  startsAt: string
  /** Minutes. */
  duration: number
  /** Minutes the type takes by itself. */
  typeDuration: number
  extraId: string | null
  /** Start and end were set freely (F027). */
  free: boolean
  locationId: string | null
  patientId: string
  /** Who asks for it, when it is for a relative (F026). */
  bookerId: string | null
  reason: string
  notes: string
  messageToStaff: string
  messageToPatient: string
  smsOff: boolean
  alsoWaiting: boolean
  claimId: string | null
}

export function bookBody(filled: Filled, accept: readonly Accepted[]): BookAppointment {
  return {
    practitioner_id: filled.practitionerId,
    type_id: filled.typeId,
    starts_at: filled.startsAt,
    patient_id: filled.patientId,
    duration: filled.free && filled.duration !== filled.typeDuration ? filled.duration : null,
    location_id: filled.free ? filled.locationId : null,
    booker_id: filled.bookerId,
    extra_id: filled.free ? null : filled.extraId,
    claim_id: filled.claimId,
    reason: filled.reason.trim(),
    notes: filled.notes.trim(),
    message_to_staff: filled.messageToStaff.trim(),
    message_to_patient: filled.messageToPatient.trim(),
    sms_off: filled.smsOff,
    also_waiting_list: filled.alsoWaiting,
    accept: [...new Set([...accept, ...(filled.free ? (['off_schedule'] as const) : [])])],
  }
}

const minutesOf = (view: AppointmentView) => (Date.parse(view.ends_at) - Date.parse(view.starts_at)) / 60_000

/** Only what differs from the appointment as it was opened; what the lens hides (null) is left alone. */
export function changeBody(before: AppointmentView, filled: Filled, accept: readonly Accepted[]): ChangeAppointment {
  const change: ChangeAppointment = { version: before.version, accept: [...accept] }
  const isElsewhere = filled.practitionerId !== before.practitioner_id
  const isLater = Date.parse(filled.startsAt) !== Date.parse(before.starts_at)
  const isRetyped = filled.typeId !== before.type_id
  if (isElsewhere) change.practitioner_id = filled.practitionerId
  if (isRetyped || isElsewhere) change.type_id = filled.typeId
  if (isLater) change.starts_at = filled.startsAt
  if (filled.duration !== minutesOf(before)) change.duration = filled.duration
  if ((isLater || isElsewhere) && filled.extraId !== before.extra_id) change.extra_id = filled.extraId
  if (filled.patientId !== before.patient?.id) change.patient_id = filled.patientId
  if (filled.bookerId !== (before.booker?.id ?? null)) change.booker_id = filled.bookerId
  const texts = [
    ['reason', filled.reason, before.reason],
    ['notes', filled.notes, before.notes],
    ['message_to_staff', filled.messageToStaff, before.message_to_staff],
    ['message_to_patient', filled.messageToPatient, before.message_to_patient],
  ] as const
  for (const [field, after, was] of texts) if (was !== null && after.trim() !== was) change[field] = after.trim()
  if (filled.smsOff !== before.sms_off) change.sms_off = filled.smsOff
  if (isLater || isElsewhere || change.duration !== undefined) {
    change.claim_id = filled.claimId
    if (filled.free) change.accept = [...new Set([...accept, 'off_schedule' as const])]
  }
  return change
}

/** Whether a change would change anything. */
export function isChange(body: ChangeAppointment): boolean {
  return Object.keys(body).some((key) => key !== 'version' && key !== 'accept' && key !== 'claim_id')
}
