/** The ways into a conversation from elsewhere (F102, Q25): a colleague's line, a patient's card, an appointment's. */
import { t } from '$i18n'
import { api, command, Refusal, type ChatLine, type Done } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { notices } from '$lib/ui'
import { navigate } from '../router'
import { chats } from './chats.svelte'
import { outbox } from './outbox.svelte'
import { colleagues } from './people'

/** Whether one takes part in a practice's conversations; the server's table decides, this only hides what it would refuse. */
export function mayTalk(practiceId: string): boolean {
  const here = session.me.practices.filter((one) => one.id === practiceId && one.role !== 'outside_colleague')
  if (here.some((one) => one.role === 'administrator' || one.role === 'practitioner' || one.practitioner_id))
    return true
  return (
    here.length > 0 &&
    session.me.agendas.some((agenda) => agenda.practice_id === practiceId && agenda.rights.includes('chat'))
  )
}

/** The practice in which a person can be written to, when there is one. */
export function reachedIn(person: string): string | undefined {
  return practices.ids.find((id) => mayTalk(id) && colleagues(id).some((one) => one.id === person))
}

export const writeTo = (person: string, practiceId: string) =>
  begin(() => api.POST('/api/conversations', { body: { practice_id: practiceId, people: [person], name: null } }))

/** `draft`: what is written already; one that was begun there before stays. */
export const talkAbout = (
  about: { patient_id: string; people?: string[] } | { appointment_id: string },
  draft?: string,
) => begin(() => api.POST('/api/conversations/about', { body: about }), draft)

async function begin(open: Parameters<typeof command<ChatLine>>[0], draft?: string): Promise<void> {
  try {
    const { view }: Done<ChatLine> = await command<ChatLine>(open)
    chats.begin(view)
    if (draft && !outbox.hasDraft(view.id)) outbox.keep(view.id, { text: draft, replyTo: null })
    windows.closeAll()
    await navigate('/chat/:conversation', { params: { conversation: view.id } })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    notices.failed(t('chat.begin.failed'), error)
  }
}
