/** What is typed about a mission, and what of it changed. Pure. */
import type { MissionItem, MissionView } from '$lib/api'
import type { Day } from '$lib/time/days'
import { toInstant, toWall } from '$lib/time/zones'

export interface Form {
  title: string
  description: string
  checklist: MissionItem[]
  /** Separated by commas. */
  labels: string
  assignees: string[]
  practitionerId: string | null
  urgent: boolean
  dueDay: Day | ''
  dueMinute: number | null
  patient: MissionView['patient']
}

/** The end of the desk's day, for a day given without an hour. */
export const EVENING = 18 * 60

export const EMPTY: Form = {
  title: '',
  description: '',
  checklist: [],
  labels: '',
  assignees: [],
  practitionerId: null,
  urgent: false,
  dueDay: '',
  dueMinute: null,
  patient: null,
}

export function formOf(mission: MissionView, zone: string): Form {
  const wall = mission.due_at ? toWall(mission.due_at, zone) : null
  return {
    title: mission.title,
    description: mission.description,
    checklist: mission.checklist.map((item) => ({ ...item })),
    labels: mission.labels.join(', '),
    assignees: mission.assignees.map((one) => one.id),
    practitionerId: mission.practitioner_id,
    urgent: mission.is_urgent,
    dueDay: wall?.day ?? '',
    dueMinute: wall?.minute ?? null,
    patient: mission.patient,
  }
}

/** 128 bits, for a line of a checklist. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export const labelsOf = (text: string) => [
  ...new Set(
    text
      .split(',')
      .map((label) => label.trim())
      .filter(Boolean),
  ),
]

/** The lines that say something. */
export const linesOf = (checklist: readonly MissionItem[]) =>
  checklist.map((item) => ({ ...item, text: item.text.trim() })).filter((item) => item.text)

/** As the server takes it. */
export function fieldsOf(form: Form, zone: string) {
  return {
    title: form.title.trim(),
    description: form.description.trim(),
    checklist: linesOf(form.checklist),
    labels: labelsOf(form.labels),
    assignees: [...form.assignees],
    practitioner_id: form.practitionerId,
    is_urgent: form.urgent,
    due_at: form.dueDay ? toInstant(form.dueDay, form.dueMinute ?? EVENING, zone) : null,
    patient_id: form.patient?.id ?? null,
  }
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Only what is no longer as it was: what one does not see (a patient's name) is not taken away. */
export function changesOf(form: Form, before: Form, zone: string): Partial<ReturnType<typeof fieldsOf>> {
  const now = fieldsOf(form, zone)
  const then = fieldsOf(before, zone)
  return Object.fromEntries(
    Object.entries(now).filter(([name, value]) => !same(value, then[name as keyof typeof then])),
  ) as Partial<ReturnType<typeof fieldsOf>>
}

/** Where a field that is sent stands in the form. */
const PLACES: Record<keyof ReturnType<typeof fieldsOf>, readonly (keyof Form)[]> = {
  title: ['title'],
  description: ['description'],
  checklist: ['checklist'],
  labels: ['labels'],
  assignees: ['assignees'],
  practitioner_id: ['practitionerId'],
  is_urgent: ['urgent'],
  due_at: ['dueDay', 'dueMinute'],
  patient_id: ['patient'],
}

/** What is typed here, with what a colleague changed elsewhere in it meanwhile; null where both changed the same thing, and not alike. */
export function followed(form: Form, before: Form, theirs: Form, zone: string): Form | null {
  const mine = changesOf(form, before, zone)
  const other = changesOf(theirs, before, zone)
  const names = Object.keys(other) as (keyof typeof other)[]
  if (names.some((name) => name in mine && !same(mine[name], other[name]))) return null
  const places = names.filter((name) => !(name in mine)).flatMap((name) => PLACES[name])
  return { ...form, ...Object.fromEntries(places.map((place) => [place, theirs[place]])) }
}
