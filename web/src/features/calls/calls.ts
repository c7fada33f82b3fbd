/** Who waits, and who may let them in. */
import type { CallView } from '$lib/api'
import { calls } from '$lib/desk/calls.svelte'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'

/** Everybody at a door, who came first first. */
export const waiting = (): CallView[] =>
  calls.all.filter((call) => call.state === 'waiting' && call.here).sort((a, b) => a.since.localeCompare(b.since))

/** Everybody on the way out, whom the desk may still see; who came out first first. */
export const leaving = (): CallView[] =>
  calls.all.filter((call) => call.state === 'exit').sort((a, b) => a.since.localeCompare(b.since))

/** As whom this person may take a patient who waits for a colleague; '' where he may not. */
export function mayTake(call: CallView): string {
  const there = practices.practitioner(call.practitioner_id)?.practice_id
  if (call.state !== 'waiting' || mayConduct(call.practitioner_id)) return ''
  if (!there || !practices.practice(there)?.teleconsultation_shared) return ''
  return session.me.practices.find((one) => one.id === there && one.practitioner_id)?.practitioner_id ?? ''
}

/** Whether this person may let a patient of that practitioner in. */
export function mayConduct(practitionerId: string): boolean {
  const agenda = session.me.agendas.find((one) => one.practitioner.id === practitionerId)
  return session.me.practices.some(
    (one) =>
      one.practitioner_id === practitionerId ||
      (one.role === 'replacement' && one.id === agenda?.practice_id && agenda.rights.includes('view')),
  )
}
