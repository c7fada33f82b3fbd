/** The rights ticked for a member on an agenda (F095, Q27): what goes together, and what comes from elsewhere. Pure. */
import type { MemberView, Right } from '$lib/api'

export interface RightGroup {
  key: 'see' | 'book' | 'plan' | 'later'
  rights: readonly Right[]
}

/** In the order in which a doctor would ask. `later`: what they open is not there yet, so they wait apart. */
export const GROUPS: readonly RightGroup[] = [
  { key: 'see', rights: ['view', 'contact', 'reason', 'remarks'] },
  { key: 'book', rights: ['book', 'move', 'cancel', 'waiting_list', 'override_block'] },
  { key: 'plan', rights: ['leave', 'blocking', 'extras', 'events', 'settings'] },
  { key: 'later', rights: ['documents', 'sms', 'chat', 'missions', 'statistics'] },
]

const ALL: readonly Right[] = GROUPS.flatMap((group) => group.rights)
const ADMINISTRATORS: ReadonlySet<Right> = new Set<Right>([
  'view',
  'contact',
  'book',
  'move',
  'cancel',
  'waiting_list',
  'override_block',
  'leave',
  'blocking',
  'extras',
  'events',
  'settings',
])

/** For every agenda that is not named. */
export const EVERY_AGENDA = '*'

/** The right without which another means nothing. */
function needs(right: Right): Right | null {
  if (right === 'view') return null
  return right === 'override_block' ? 'book' : 'view'
}

/** What is ticked for a member on an agenda: its own list, or the one for every agenda. */
export function ticked(member: Pick<MemberView, 'rights'>, agenda: string): readonly Right[] {
  return member.rights[agenda] ?? member.rights[EVERY_AGENDA] ?? []
}

/** Whether the agenda has a list of its own. */
export function isOwnList(member: Pick<MemberView, 'rights'>, agenda: string): boolean {
  return agenda !== EVERY_AGENDA && agenda in member.rights
}

/** A right that comes with the role, whatever is ticked. */
export function byRole(member: Pick<MemberView, 'role'>, right: Right): boolean {
  return member.role === 'administrator' && ADMINISTRATORS.has(right)
}

/** The list after a tick: what the right needs comes with it; without it, what needs it goes. */
export function afterTick(rights: readonly Right[], right: Right, on: boolean): Right[] {
  const next = new Set(rights)
  if (on) {
    for (let one: Right | null = right; one; one = needs(one)) next.add(one)
  } else {
    next.delete(right)
    for (const one of ALL) {
      const base = needs(one)
      if (base && !next.has(base)) next.delete(one)
    }
    // A second pass: what needed something that has just gone.
    for (const one of ALL) {
      const base = needs(one)
      if (base && !next.has(base)) next.delete(one)
    }
  }
  return inOrder(next)
}

/** What else changed with a tick: said, so that nothing moves by itself. */
export function alongside(before: readonly Right[], after: readonly Right[], right: Right): Right[] {
  const [was, is] = [new Set(before), new Set(after)]
  return ALL.filter((one) => one !== right && was.has(one) !== is.has(one))
}

/** Every right of the groups shown, or none. */
export const everything = (): Right[] => inOrder(ALL)

export function inOrder(rights: Iterable<Right>): Right[] {
  const given = new Set(rights)
  return ALL.filter((one) => given.has(one))
}

/** Members whose rights are ticked on this agenda: not its owner, whatever his roles, nor those who come with a grant or a replacement. */
export function columnsOf(members: readonly MemberView[], agenda: string): MemberView[] {
  const order = ['secretary', 'tele_secretary', 'practitioner', 'administrator']
  const owners = new Set(members.filter((one) => one.practitioner_id === agenda).map((one) => one.person_id))
  return members
    .filter((one) => order.includes(one.role) && !one.disabled && !owners.has(one.person_id))
    .toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.name.localeCompare(b.name))
}
