/** For whom something is most likely urgent. */
import type { ChatLine, MemberView, PractitionerView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'

/** The practitioner of a conversation: whose secretariat it is, or to whom one writes; the only one of the practice; otherwise nobody. */
export function usualFor(
  practiceId: string,
  line?: Pick<ChatLine, 'kind' | 'practitioner_id'> & Partial<Pick<ChatLine, 'people'>>,
): string {
  if (line?.practitioner_id) return line.practitioner_id
  const store = practices.store(practiceId)
  const other = line?.kind === 'direct' ? line.people?.[0]?.id : undefined
  if (other) {
    for (const member of store?.of<MemberView>('members').values() ?? [])
      if (member.person_id === other && member.practitioner_id && !member.disabled) return member.practitioner_id
  }
  const here = [...(store?.of<PractitionerView>('practitioners').values() ?? [])].filter((one) => !one.archived)
  return here.length === 1 ? here[0]!.id : ''
}
