/** What a change did, as the end of a sentence that begins with somebody's name. */
import { isPlainKey, t } from '$i18n'

export function changeText(name: string): string {
  const key = `agenda.change.${name}`
  return isPlainKey(key) ? t(key) : t('agenda.change.other')
}
