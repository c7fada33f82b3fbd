import type { Feature } from '../feature'

export const booking: Feature = {
  windows: {
    booking: () => import('./BookingWindow.svelte'),
    appointmentDuplicate: () => import('./DuplicateWindow.svelte'),
    appointmentEdit: () => import('./EditWindow.svelte'),
  },
}
