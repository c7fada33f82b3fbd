import Users from '@lucide/svelte/icons/users'
import UserPlus from '@lucide/svelte/icons/user-plus'
import { windows } from '$lib/desk/windows.svelte'
import type { Feature } from '../feature'
import { mayWrite, practicesToSearch } from './may'

export const patients: Feature = {
  places: [
    { path: '/patients', text: 'patients.title', icon: Users, rank: 20, when: () => practicesToSearch().length > 0 },
  ],
  actions: [
    {
      text: 'patients.new',
      icon: UserPlus,
      rank: 30,
      when: () => practicesToSearch().some(mayWrite),
      run: () => void windows.open('patientCreate', {}),
    },
  ],
  windows: {
    patient: () => import('./PatientWindow.svelte'),
    patientCreate: () => import('./CreateWindow.svelte'),
  },
}
