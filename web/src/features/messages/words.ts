/** Messages in words: what they are about, to whom, where they stand and why. */
import { isPlainKey, t } from '$i18n'
import { phoneText } from '$features/patients/phones'
import type { Shape } from '$lib/api'
import { stampText } from '$lib/time/format'

export type MessageView = Shape<'MessageView'>

/** The carriers' own codes (smtp_550, http_503, an exception's name) come down to a few sentences. */
export function reasonText(reason: string): string {
  if (!reason) return ''
  const key = `messages.why.${/^smtp_5/.test(reason) ? 'refused' : reason}`
  return isPlainKey(key) ? t(key) : t('messages.why.unreachable')
}

export function toText(message: MessageView): string {
  if (message.audience === 'practitioner' && message.to === null) return t('messages.to.practitioner')
  if (message.to === null) return ''
  if (!message.to) return t('messages.to.nobody')
  return message.channel === 'sms' ? phoneText(message.to) : message.to
}

export function whoseText(message: MessageView): string {
  if (message.audience === 'practitioner') return t('messages.to.practitioner')
  return message.whose === 'holder' || message.whose === 'booker' ? t(`messages.to.${message.whose}`) : ''
}

export type Tone = 'neutral' | 'brand' | 'ok' | 'warn' | 'danger'

export function toneOf(message: MessageView): Tone {
  if (message.report === 'undelivered' || message.state === 'failed') return 'danger'
  if (message.to === '' || message.state === 'unknown' || message.state === 'retry') return 'warn'
  if (message.state === 'sent') return 'ok'
  return message.state === 'dropped' ? 'neutral' : 'brand'
}

export function stateText(message: MessageView, zone: string): string {
  const at = stampText(message.at, zone)
  if (message.state === 'sent' && message.report) return t(`messages.state.${message.report}`, at)
  switch (message.state) {
    case 'sending':
    case 'dropped':
      return t(`messages.state.${message.state}`)
    default:
      return t(`messages.state.${message.state}`, at)
  }
}
