import Send from '@lucide/svelte/icons/send'
import { session } from '$lib/desk/session.svelte'
import type { Feature } from '../feature'

export const messages: Feature = {
  places: [
    { path: '/messages', text: 'messages.title', icon: Send, rank: 35, when: () => session.mayAnywhere('view') },
  ],
}
