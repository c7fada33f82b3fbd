/** With whom one may talk in a practice: those of its live list who work there and take part in conversations. */
import type { MemberView, Right } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'

export interface Colleague {
  id: string
  name: string
  initials: string
  hue: number
  role: MemberView['role']
}

const RANK: MemberView['role'][] = ['practitioner', 'secretary', 'tele_secretary', 'replacement', 'administrator']

export function colleagues(practiceId: string): Colleague[] {
  const found = new Map<string, Colleague>()
  const members = practices.store(practiceId)?.of<MemberView>('members').values() ?? []
  for (const member of members) {
    if (member.disabled || member.person_id === session.me.person.id || !talks(member)) continue
    const known = found.get(member.person_id)
    const { person_id: id, name, initials, hue, role } = member
    if (!known || RANK.indexOf(role) < RANK.indexOf(known.role)) found.set(id, { id, name, initials, hue, role })
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name))
}

/** The people whose own agenda it is, when one may talk with them. */
export function practitionerPeople(practiceId: string, practitionerId: string | null): string[] {
  const members = practices.store(practiceId)?.of<MemberView>('members').values() ?? []
  const own = [...members].filter((one) => practitionerId !== null && one.practitioner_id === practitionerId)
  const reached = new Set(colleagues(practiceId).map((one) => one.id))
  return [...new Set(own.map((one) => one.person_id))].filter((id) => reached.has(id))
}

/** What the server's table says, so that nobody is proposed who cannot be reached; the server asks again. */
function talks({ role, practitioner_id, rights }: MemberView): boolean {
  if (role === 'outside_colleague') return false
  if (role === 'administrator' || role === 'practitioner' || practitioner_id) return true
  return Object.values(rights as Record<string, Right[]>).some((ticked) => ticked.includes('chat'))
}
