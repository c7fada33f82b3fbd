import ListTodo from '@lucide/svelte/icons/list-todo'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import type { Feature } from '../feature'

const house = () => session.me.practices.find((one) => one.role !== 'outside_colleague')?.id
const may = () => session.mayAnywhere('missions')

export const missions: Feature = {
  actions: [
    {
      text: 'missions.new',
      icon: ListTodo,
      rank: 25,
      when: may,
      run: () => {
        const practiceId = house()
        if (practiceId) void windows.open('mission', { practiceId })
      },
    },
  ],
  windows: { mission: () => import('./MissionWindow.svelte') },
}
