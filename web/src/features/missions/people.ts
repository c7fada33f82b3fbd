/** Who may be given a mission, oneself first: those of the practice's live list who see what concerns this practitioner; the server asks again. */
import type { MemberView, Right } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'

export interface Doer {
  id: string
  name: string
  initials: string
  hue: number
}

export function doers(practiceId: string, practitionerId: string | null): Doer[] {
  const found = new Map<string, Doer>()
  for (const member of practices.store(practiceId)?.of<MemberView>('members').values() ?? []) {
    if (member.disabled || !sees(member, practitionerId)) continue
    const { person_id: id, name, initials, hue } = member
    found.set(id, { id, name, initials, hue })
  }
  const me = session.me.person.id
  return [...found.values()].sort((a, b) => Number(b.id === me) - Number(a.id === me) || a.name.localeCompare(b.name))
}

function sees({ role, practitioner_id, rights }: MemberView, practitionerId: string | null): boolean {
  if (role === 'outside_colleague') return false
  if (role === 'administrator' || role === 'practitioner' || practitioner_id) return true
  const ticked = rights as Record<string, Right[]>
  if (practitionerId === null) return Object.values(ticked).some((each) => each.includes('missions'))
  return (ticked[practitionerId] ?? ticked['*'] ?? []).includes('missions')
}

/** The practices on whose board one works. */
export function houses(): { id: string; name: string }[] {
  const mine = session.me.practices.filter((one) => one.role !== 'outside_colleague')
  return [...new Map(mine.map(({ id, name }) => [id, { id, name }])).values()]
}
