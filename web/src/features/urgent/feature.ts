import type { Feature } from '../feature'

export const urgent: Feature = {
  windows: { urgent: () => import('./UrgentWindow.svelte') },
  keys: {
    title: 'urgent.title',
    lines: [{ keys: 'U', text: 'urgent.keys.reach' }],
  },
}
