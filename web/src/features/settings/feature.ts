import Settings from '@lucide/svelte/icons/settings'
import { session } from '$lib/desk/session.svelte'
import type { Feature } from '../feature'

export const settings: Feature = {
  places: [
    {
      path: '/settings',
      text: 'settings.title',
      icon: Settings,
      rank: 50,
      when: () => session.me.practices.some((one) => one.role !== 'outside_colleague'),
    },
  ],
}
