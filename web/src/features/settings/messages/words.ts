/** Templates in words, and what is wrong with one. */
import { isPlainKey, t } from '$i18n'
import type { Refusal, Shape } from '$lib/api'

export function templateText(one: Shape<'TemplateView'>): string {
  const practitioner = one.template.startsWith('practitioner_')
  const video = one.template.endsWith('_video')
  const key = `messages.about.${one.template.replace('practitioner_', '').replace('_video', '')}`
  const about = isPlainKey(key) ? t(key) : one.template
  const more = practitioner ? t('settings.templates.practitioner') : video ? t('settings.templates.video') : ''
  return [about, more].filter(Boolean).join(', ')
}

export function wrongText(refusal: Refusal): string {
  const { reason, name, allowed } = refusal.data as { reason?: string; name?: string; allowed?: string[] }
  switch (reason) {
    case 'unknown_variable':
      return t(
        'settings.templates.wrong.unknown_variable',
        name ?? '',
        (allowed ?? []).map((one) => `$${one}`).join(' '),
      )
    case 'not_in_subject':
    case 'not_in_sms':
      return t(`settings.templates.wrong.${reason}`, name ?? '')
    case 'empty':
    case 'none':
      return t(`settings.templates.wrong.${reason}`)
    default:
      return refusal.reason
  }
}
