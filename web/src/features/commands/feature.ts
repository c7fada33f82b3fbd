import type { Feature } from '../feature'

export const commands: Feature = {
  windows: { commands: () => import('./CommandsWindow.svelte') },
  keys: {
    title: 'commands.title',
    lines: [
      { keys: 'Ctrl K', text: 'commands.keys.open' },
      { keys: '/', text: 'commands.keys.open' },
      { keys: '↑ ↓', text: 'commands.keys.choose' },
    ],
  },
}
