import type { Feature } from '../feature'

export const phone: Feature = {
  windows: { caller: () => import('./CallerWindow.svelte') },
  keys: {
    title: 'phone.title',
    lines: [{ keys: 'A', text: 'phone.keys.open' }],
  },
}
