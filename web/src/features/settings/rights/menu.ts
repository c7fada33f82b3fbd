/** What can be done with the whole list of a member. */
import CheckCheck from '@lucide/svelte/icons/check-check'
import Copy from '@lucide/svelte/icons/copy'
import Layers from '@lucide/svelte/icons/layers'
import RotateCcw from '@lucide/svelte/icons/rotate-ccw'
import X from '@lucide/svelte/icons/x'
import { t } from '$i18n'
import type { MemberView } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { confirm, type MenuItem } from '$lib/ui'
import { EVERY_AGENDA, isOwnList, ticked } from './rules'
import type { Ticking } from './ticking.svelte'

export function menuOf(member: MemberView, others: readonly MemberView[], ticking: Ticking): MenuItem[] {
  const items: MenuItem[] = [
    { label: t('settings.rights.all'), icon: CheckCheck, onselect: () => void ticking.all(member, true) },
    { label: t('settings.rights.none'), icon: X, onselect: () => void ticking.all(member, false) },
  ]
  if (isOwnList(member, ticking.agenda))
    items.push({
      label: t('settings.rights.default'),
      icon: RotateCcw,
      apart: true,
      onselect: () =>
        void ticking.like(member, ticked(member, EVERY_AGENDA), t('settings.rights.default.done', member.name)),
    })
  if (session.administers(member.practice_id))
    items.push({
      label: t('settings.rights.everywhere'),
      icon: Layers,
      onselect: () => void everywhere(member, ticking),
    })
  for (const [index, other] of others.filter((one) => one.id !== member.id && one.role !== 'administrator').entries())
    items.push({
      label: t('settings.rights.like', other.name),
      icon: Copy,
      apart: index === 0,
      onselect: () =>
        void ticking.like(member, ticking.of(other), t('settings.rights.like.done', member.name, other.name)),
    })
  return items
}

async function everywhere(member: MemberView, ticking: Ticking): Promise<void> {
  const sure = await confirm({
    title: t('settings.rights.everywhere.ask', member.name),
    text: t('settings.rights.everywhere.text'),
    yes: t('settings.rights.everywhere.yes'),
  })
  if (sure) await ticking.everywhere(member)
}
