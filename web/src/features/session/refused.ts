/** The words for refusals that carry more than a reason: how long to wait. */
import { t } from '$i18n'
import { reasonOf, Refusal } from '$lib/api'

export function why(error: unknown): string {
  if (!(error instanceof Refusal)) return reasonOf(error)
  const wait = Number(error.data['retry_after'])
  if (error.code === 'too_many' && wait > 0) return t('refusal.too_many.wait', Math.ceil(wait / 60))
  return error.reason
}
