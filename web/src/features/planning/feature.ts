import CalendarCog from '@lucide/svelte/icons/calendar-cog'
import { session } from '$lib/desk/session.svelte'
import type { Feature } from '../feature'

export const planning: Feature = {
  places: [
    {
      path: '/planning',
      text: 'planning.title',
      icon: CalendarCog,
      rank: 40,
      when: () => session.me.agendas.some((agenda) => agenda.details),
    },
  ],
  keys: {
    title: 'planning.keys',
    lines: [
      { keys: '← → ↑ ↓', text: 'planning.keys.arrows' },
      { keys: 'Enter', text: 'planning.keys.enter' },
      { keys: 'Ctrl C', text: 'planning.keys.copy' },
      { keys: 'Ctrl V', text: 'planning.keys.paste' },
      { keys: 'Delete', text: 'planning.keys.empty' },
    ],
  },
}
