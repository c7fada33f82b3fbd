import Clock from '@lucide/svelte/icons/clock'
import ListPlus from '@lucide/svelte/icons/list-plus'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import type { Feature } from '../feature'

const mayWait = () => session.mayAnywhere('waiting_list')

export const waitlist: Feature = {
  places: [{ path: '/waiting-list', text: 'waitlist.title', icon: Clock, rank: 30, when: mayWait }],
  actions: [
    {
      text: 'waitlist.add.title',
      icon: ListPlus,
      rank: 20,
      when: mayWait,
      run: () => void windows.open('waiting', {}),
    },
  ],
  windows: { waiting: () => import('./WaitingWindow.svelte') },
}
