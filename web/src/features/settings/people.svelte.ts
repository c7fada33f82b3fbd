/** The people of a practice, in the order in which screens list them. */
import type { InvitationView, LocationView, MemberView, PractitionerView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'

const all = <View>(practiceId: string, collection: string) =>
  [...(practices.store(practiceId)?.of(collection).values() ?? [])] as unknown as View[]

const RANK: Record<MemberView['role'], number> = {
  administrator: 0,
  practitioner: 1,
  secretary: 2,
  tele_secretary: 3,
  replacement: 4,
  outside_colleague: 5,
}

export const people = {
  members(practiceId: string): MemberView[] {
    return all<MemberView>(practiceId, 'members').sort(
      (a, b) => Number(a.disabled) - Number(b.disabled) || RANK[a.role] - RANK[b.role] || a.name.localeCompare(b.name),
    )
  },
  invitations(practiceId: string): InvitationView[] {
    return all<InvitationView>(practiceId, 'invitations').sort((a, b) => (a.at < b.at ? 1 : -1))
  },
  /** Archived ones too, last. */
  practitioners(practiceId: string): PractitionerView[] {
    return all<PractitionerView>(practiceId, 'practitioners').sort(
      (a, b) => Number(a.archived) - Number(b.archived) || a.position - b.position || a.name.localeCompare(b.name),
    )
  },
  /** Archived ones too, last. */
  locations(practiceId: string): LocationView[] {
    return all<LocationView>(practiceId, 'locations').sort(
      (a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name),
    )
  },
  /** Names of those who administer. */
  administrators(practiceId: string): string {
    const names = people.members(practiceId).filter((one) => one.role === 'administrator' && !one.disabled)
    return names.map((one) => one.name).join(', ')
  },
}

/** "Dr Claire Lefèvre". */
export const practitionerName = (one: { title: string; name: string }) =>
  [one.title, one.name].filter(Boolean).join(' ')
