import Euro from '@lucide/svelte/icons/euro'
import { session } from '$lib/desk/session.svelte'
import type { Feature } from '../feature'

export const payments: Feature = {
  places: [
    { path: '/payments', text: 'payments.title', icon: Euro, rank: 36, when: () => session.mayAnywhere('view') },
  ],
}
