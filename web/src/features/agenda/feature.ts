import Calendar from '@lucide/svelte/icons/calendar'
import CalendarPlus from '@lucide/svelte/icons/calendar-plus'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import type { Feature } from '../feature'

export const agenda: Feature = {
  places: [{ path: '/agenda', text: 'agenda.title', icon: Calendar, rank: 10 }],
  actions: [
    {
      text: 'agenda.new',
      icon: CalendarPlus,
      rank: 10,
      kbd: 'N',
      when: () => session.mayAnywhere('book'),
      run: () => void windows.open('booking', {}),
    },
  ],
  keys: {
    title: 'agenda.keys',
    lines: [
      { keys: 'T', text: 'agenda.keys.today' },
      { keys: 'J K', text: 'agenda.keys.step' },
      { keys: 'D W L', text: 'agenda.keys.mode' },
      { keys: 'N', text: 'agenda.keys.new' },
      { keys: '1 … 9', text: 'agenda.keys.digit' },
      { keys: '← ↑ → ↓', text: 'agenda.keys.arrows' },
      { keys: 'Enter', text: 'agenda.keys.open' },
      { keys: 'M', text: 'agenda.keys.move' },
      { keys: 'Delete', text: 'agenda.keys.cancel' },
      { keys: 'Ctrl Z', text: 'agenda.keys.undo' },
    ],
  },
}
