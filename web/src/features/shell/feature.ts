import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark'
import type { Feature } from '../feature'

export const shell: Feature = {
  places: [{ path: '/help', text: 'shell.help', icon: CircleQuestionMark, rank: 90 }],
  keys: {
    title: 'shell.keys',
    lines: [
      { keys: '?', text: 'shell.keys.help' },
      { keys: 'Escape', text: 'shell.keys.escape' },
    ],
  },
}
