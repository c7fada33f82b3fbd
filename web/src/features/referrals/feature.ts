import Share2 from '@lucide/svelte/icons/share-2'
import { session } from '$lib/desk/session.svelte'
import type { Feature } from '../feature'

export const referrals: Feature = {
  places: [
    {
      path: '/referrals',
      text: 'referrals.title',
      icon: Share2,
      rank: 40,
      when: () =>
        session.me.practices.some((one) => one.role !== 'outside_colleague') &&
        (session.mayAnywhere('documents') || session.me.practices.some((one) => one.practitioner_id !== null)),
    },
  ],
  windows: { refer: () => import('./ReferWindow.svelte') },
}
