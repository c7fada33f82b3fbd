/** What is written with an appointment. */
import type { AppointmentView } from '$lib/api'

export interface Texts {
  reason: string
  notes: string
  messageToStaff: string
  messageToPatient: string
  smsOff: boolean
  alsoWaiting: boolean
}

export function textsOf(before: AppointmentView | null): Texts {
  return {
    reason: before?.reason ?? '',
    notes: before?.notes ?? '',
    messageToStaff: before?.message_to_staff ?? '',
    messageToPatient: before?.message_to_patient ?? '',
    smsOff: before?.sms_off ?? false,
    alsoWaiting: false,
  }
}
