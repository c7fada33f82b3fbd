import Calendar from '@lucide/svelte/icons/calendar'
import type { Feature } from '../feature'

export const agenda: Feature = {
  places: [{ path: '/agenda', text: 'agenda.title', icon: Calendar, rank: 10 }],
}
