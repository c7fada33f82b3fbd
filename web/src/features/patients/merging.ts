/** What a merge will leave, shown before it is done; the server does it by the same rules. Pure. */
import type { PatientView } from '$lib/api'
import type { Contact } from './words'

export interface Preview {
  birth_name: string
  birth_date: string | null
  sex: PatientView['sex']
  address: string
  remarks: string
  contacts: Contact[]
  appointments: number
  relatives: number
  sms_off: boolean
}

export function preview(kept: PatientView, merged: PatientView): Preview {
  const have = new Set((kept.contacts ?? []).map(({ kind, value }) => `${kind} ${value}`))
  const tied = new Set([kept.id, ...kept.relatives.map((one) => one.patient.id)])
  const newTies = merged.relatives.filter((one) => !tied.has(one.patient.id))
  const remarks = [kept.remarks ?? '', merged.remarks ?? ''].filter(Boolean)
  return {
    birth_name: kept.birth_name || merged.birth_name,
    birth_date: kept.birth_date ?? merged.birth_date,
    sex: kept.sex || merged.sex,
    address: kept.address || (merged.address ?? ''),
    remarks: remarks.length === 2 && remarks[0]?.includes(remarks[1] ?? '') ? (remarks[0] ?? '') : remarks.join('\n\n'),
    contacts: [
      ...(kept.contacts ?? []),
      ...(merged.contacts ?? []).filter(({ kind, value }) => !have.has(`${kind} ${value}`)),
    ],
    appointments: [kept, merged].reduce((sum, view) => sum + view.upcoming.length + view.past.length, 0),
    relatives: kept.relatives.filter((one) => one.patient.id !== merged.id).length + newTies.length,
    sms_off: kept.sms_off || merged.sms_off,
  }
}
