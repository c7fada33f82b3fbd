/** The waiting list as it is read: whoever is urgent, then whoever has waited longest. Pure. */
import type { WaitingEntryView } from '$lib/api'

export interface Filter {
  practitionerId: string | null
  /** A type's name: types are per professional, the same name means the same thing. */
  typeName: string | null
  text: string
}

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Those a filter keeps, in order. */
export function listed(
  entries: Iterable<WaitingEntryView>,
  filter: Filter,
  typeName: (entry: WaitingEntryView) => string | undefined,
): WaitingEntryView[] {
  const words = plain(filter.text).split(/\s+/).filter(Boolean)
  return [...entries]
    .filter((entry) => {
      if (filter.practitionerId && entry.practitioner_id !== filter.practitionerId) return false
      // Somebody who takes any type also takes this one.
      if (filter.typeName && entry.type_id && typeName(entry) !== filter.typeName) return false
      const said = plain(`${entry.patient.last_name} ${entry.patient.first_name} ${entry.note ?? ''}`)
      return words.every((word) => said.includes(word))
    })
    .sort((a, b) => Number(b.urgent) - Number(a.urgent) || a.since.localeCompare(b.since) || a.id.localeCompare(b.id))
}

/** Whether the days he may come are over. */
export function isPast(entry: Pick<WaitingEntryView, 'to_day'>, today: string): boolean {
  return entry.to_day !== null && entry.to_day < today
}
