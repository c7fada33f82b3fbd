import type { Feature } from '../feature'

export const chat: Feature = {
  windows: { share: () => import('./cards/ShareWindow.svelte') },
}
