/** What two people note about one call. Pure. */
import type { PhoneCallView } from '$lib/api'
import type { Outcome } from './words'

export interface Said {
  reason: string
  outcome: Outcome
  patientId: string | null
}

const FIELDS = ['reason', 'outcome', 'patientId'] as const

export const saidOf = (call: Pick<PhoneCallView, 'reason' | 'outcome' | 'patient_id'>): Said => ({
  reason: call.reason,
  outcome: call.outcome,
  patientId: call.patient_id,
})

/** Both changed the same thing, and not alike. That nobody picked up, the telephone system says: it takes nobody's word away. */
export const clashes = (here: Said, before: Said, theirs: Said): boolean =>
  FIELDS.some(
    (field) =>
      here[field] !== before[field] &&
      theirs[field] !== before[field] &&
      theirs[field] !== here[field] &&
      theirs[field] !== 'missed',
  )

/** What stands here once what was not touched has followed. */
export function followed(here: Said, before: Said, theirs: Said): Said {
  const kept = <Field extends keyof Said>(field: Field) => (here[field] === before[field] ? theirs : here)[field]
  return { reason: kept('reason'), outcome: kept('outcome'), patientId: kept('patientId') }
}
