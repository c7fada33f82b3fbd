/** Who somebody is in a consultation, in the language of its page. */
import type { SeatView } from '$lib/api'
import { say } from '../words/index.svelte'

/** The patient and his practitioner draw; whoever else is there looks on. */
export const draws = (role: SeatView['role']): boolean => role === 'patient' || role === 'host'

export function roleOf(role: SeatView['role']): string {
  if (role === 'patient') return say('call.patient')
  return role === 'host' ? say('company.host') : say(`company.${role}`)
}
