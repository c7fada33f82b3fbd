import type { Feature } from '../feature'

export const appointments: Feature = {
  windows: {
    appointment: () => import('./AppointmentWindow.svelte'),
  },
}
