/** What one may do with documents; the server's table decides, this only hides what it would refuse. */
import { session } from '$lib/desk/session.svelte'

const isPractitioner = (practiceId: string) =>
  session.me.practices.some(
    (one) => one.id === practiceId && (one.role === 'practitioner' || one.practitioner_id !== null),
  )

export const mayDocuments = (practiceId: string): boolean =>
  isPractitioner(practiceId) ||
  (session.me.practices.some((one) => one.id === practiceId && one.role !== 'outside_colleague') &&
    session.me.agendas.some((agenda) => agenda.practice_id === practiceId && agenda.rights.includes('documents')))
