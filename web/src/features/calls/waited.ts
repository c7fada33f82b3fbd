/** A wait in words. */
import { t } from '$i18n'

export function waited(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  return minutes < 1 ? t('calls.just_now') : t('calls.minutes', minutes)
}
