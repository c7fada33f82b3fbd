/** What a change did, in a few words; a name that is newer than this page is shown as it is. */
import { isPlainKey, t } from '$i18n'

export function changeText(name: string): string {
  const key = `settings.change.${name}`
  return isPlainKey(key) ? t(key) : name
}
