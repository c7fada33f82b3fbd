/** Who somebody is in a consultation, in the language of its page. */
import type { SeatView } from '$lib/api'
import { say } from '../words/index.svelte'

export function roleOf(role: SeatView['role']): string {
  if (role === 'patient') return say('call.patient')
  return role === 'host' ? say('company.host') : say(`company.${role}`)
}
