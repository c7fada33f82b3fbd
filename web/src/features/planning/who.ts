/** Who may do what the reader may not: he is told whom to ask. */
import { t } from '$i18n'
import type { MemberView, PractitionerView, Right } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'

/** "Dr Claire Lefèvre, Marc Petit": who has this right on this agenda, the practitioner himself first. */
export function whoMay(right: Right, practitioner: PractitionerView): string {
  const members = [...(practices.store(practitioner.practice_id)?.of<MemberView>('members').values() ?? [])]
  const owner = [practitioner.title, practitioner.name].filter(Boolean).join(' ')
  const others = members
    .filter((member) => !member.disabled && member.practitioner_id !== practitioner.id)
    .filter((member) => member.role === 'administrator' || holds(member, right, practitioner.id))
    .sort((a, b) => rank(a) - rank(b))
    .map((member) => member.name)
  return t('planning.who', [owner, ...new Set(others)].slice(0, 3).join(', '))
}

const rank = (member: MemberView) => (member.role === 'administrator' ? 0 : 1)

function holds(member: MemberView, right: Right, practitionerId: string): boolean {
  return (member.rights[practitionerId] ?? member.rights['*'] ?? []).includes(right)
}
