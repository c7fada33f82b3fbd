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

/** The reader's own agenda in a practice: he signs in this name, and in no other. */
export const ownPractitioner = (practiceId: string): string | null =>
  session.me.practices.find((one) => one.id === practiceId && one.practitioner_id !== null)?.practitioner_id ?? null
