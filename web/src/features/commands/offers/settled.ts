/** What the offers know of the palette: what was settled, and how to settle more. */
import type { Claim } from '$features/booking/claim.svelte'
import type { Hit } from '$features/patients/search'
import type { AppointmentView } from '$lib/api'
import type { Command } from '../grammar/parse'

export type Wish = Extract<Command, { kind: 'book' | 'move' | 'cancel' | 'wait' }>

export interface Settled {
  /** The line as typed. */
  text: string
  /** Chosen among several of that name. */
  patient: Hit | null
  appointment: AppointmentView | null
  /** Settles it and keeps the palette open. */
  choosePatient: (hit: Hit) => 'stay'
  chooseAppointment: (view: AppointmentView) => 'stay'
  /** One's hand on the slot of the chosen line. */
  claim: Claim
}
