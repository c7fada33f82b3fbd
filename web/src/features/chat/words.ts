/** How conversations and what happens in them are called. */
import { t } from '$i18n'
import type { ChatCard, ChatLine, ChatMessage } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { isSound } from './files/kinds'
import { plainText } from './markup'
import { lengthText } from './voice/wave'

type Named = Pick<ChatLine, 'kind' | 'name' | 'practice_id' | 'practitioner_id' | 'people'>

/** What a conversation is called on this person's screen. */
export function titleOf(line: Named): string {
  switch (line.kind) {
    case 'group':
      return line.name
    case 'patient':
      return t('chat.patient', line.name)
    case 'direct':
      return line.people[0]?.name ?? t('chat.nobody')
    case 'team':
      return severalPractices() ? t('chat.team.of', practiceName(line.practice_id)) : t('chat.team')
    case 'outside':
      return severalPractices() ? t('chat.outside.of', practiceName(line.practice_id)) : t('chat.outside')
    case 'secretariat': {
      const whose = line.practitioner_id ? practices.practitioner(line.practitioner_id) : undefined
      return whose ? t('chat.secretariat', `${whose.title} ${whose.name}`.trim()) : t('chat.secretariat.plain')
    }
  }
}

/** Who a conversation that nobody made is for. */
export function aboutOf(line: Pick<ChatLine, 'kind'>): string {
  switch (line.kind) {
    case 'team':
      return t('chat.about.team')
    case 'secretariat':
      return t('chat.about.secretariat')
    case 'outside':
      return t('chat.about.outside')
    case 'patient':
      return t('chat.about.patient')
    default:
      return ''
  }
}

/** What a message says, on one line: for the list, a quotation, a notice. */
export function glimpseOf(message: ChatMessage): string {
  if (message.deleted_at) return t('chat.deleted')
  if (!message.file) return plainText(message.text) || t(cardsKey(message.cards))
  return isSound(message.file)
    ? t('chat.voice.glimpse', lengthText(message.file.lasts))
    : t('chat.files.glimpse', message.file.title)
}

/** What a message that shows something without a word is called. */
const cardsKey = ([first, ...others]: readonly ChatCard[]) =>
  first && !others.length ? (`chat.share.${first.kind}` as const) : 'chat.share.several'

export function authorOf(message: ChatMessage): string {
  return message.speaking_name
    ? t('common.speaking_as', message.author.name, message.speaking_name)
    : message.author.name
}

/** "Sonia a ajouté Karim". */
export function noteText(message: ChatMessage): string {
  const { note, author } = message
  if (!note) return ''
  const isMine = author.id === session.me.person.id
  const who = isMine ? t('chat.you') : author.name
  const names = new Intl.ListFormat(undefined, { type: 'conjunction' }).format(note.names)
  return t(`chat.note.${note.kind}`, who, names, isMine)
}

const severalPractices = () => practices.ids.length > 1
const practiceName = (id: string) =>
  session.me.practices.find((practice) => practice.id === id)?.name ?? practices.practice(id)?.name ?? ''
