/** What one may do with the files of a practice; the server's table decides, this only hides what it would refuse. */
import { session } from '$lib/desk/session.svelte'
import type { Right } from '$lib/api'

const roles = (practiceId: string) => session.me.practices.filter((one) => one.id === practiceId)
const isPractitioner = (practiceId: string) =>
  roles(practiceId).some((one) => one.role === 'practitioner' || one.practitioner_id !== null)
const isInsider = (practiceId: string) => roles(practiceId).some((one) => one.role !== 'outside_colleague')
const ticked = (right: Right, practiceId: string) =>
  session.me.agendas.some((agenda) => agenda.practice_id === practiceId && agenda.rights.includes(right))

export const mayWrite = (practiceId: string): boolean =>
  session.administers(practiceId) || isPractitioner(practiceId) || ticked('book', practiceId)

export const mayMerge = (practiceId: string): boolean =>
  session.administers(practiceId) ||
  isPractitioner(practiceId) ||
  (isInsider(practiceId) && ticked('remarks', practiceId))

/** The practices whose files one may look at, each once. */
export function practicesToSearch(): string[] {
  const ids = session.me.practices
    .filter(
      ({ id, role }) =>
        role === 'administrator' || isPractitioner(id) || (role !== 'outside_colleague' && ticked('view', id)),
    )
    .map((one) => one.id)
  return [...new Set(ids)]
}
