/** Which missions are shown: mine, a practitioner's, a patient's, late ones, those that say something. Pure. */
import type { MissionView } from '$lib/api'

export interface Filters {
  mine: boolean
  late: boolean
  practitionerId: string | null
  patientId: string | null
  text: string
}

export const NO_FILTERS: Filters = { mine: false, late: false, practitionerId: null, patientId: null, text: '' }

export const isOpen = (mission: Pick<MissionView, 'status'>) => mission.status === 'todo' || mission.status === 'doing'

/** Its hour has passed and it is not done. */
export function isLate(mission: Pick<MissionView, 'status' | 'due_at'>, now: number): boolean {
  return mission.due_at !== null && isOpen(mission) && Date.parse(mission.due_at) <= now
}

/** Without accents or capitals. */
export const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Whether a mission passes; every word of the text must be somewhere on it. */
export function passes(mission: MissionView, filters: Filters, me: string, now: number): boolean {
  if (filters.mine && !mission.assignees.some((one) => one.id === me)) return false
  if (filters.practitionerId && mission.practitioner_id !== filters.practitionerId) return false
  if (filters.patientId && mission.patient?.id !== filters.patientId) return false
  if (filters.late && !isLate(mission, now)) return false
  const words = folded(filters.text).split(/\s+/).filter(Boolean)
  if (!words.length) return true
  const said = folded(
    [
      mission.title,
      mission.description,
      ...mission.labels,
      ...mission.assignees.map((one) => one.name),
      mission.patient ? `${mission.patient.last_name} ${mission.patient.first_name}` : '',
    ].join(' '),
  )
  return words.every((word) => said.includes(word))
}

export const filtersNothing = (filters: Filters) =>
  !filters.mine && !filters.late && !filters.practitionerId && !filters.patientId && !filters.text.trim()
