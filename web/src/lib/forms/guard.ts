/** Nothing typed is lost by leaving (Q35): a form that saves by a button asks before it is closed or left. */
import { blockNavigation } from 'sv-router'
import { t } from '$i18n'
import { confirm } from '$lib/ui'

/** Whether one may leave: at once when nothing is pending, otherwise after asking. */
export function mayLeave(dirty: boolean): Promise<boolean> {
  if (!dirty) return Promise.resolve(true)
  return confirm({
    title: t('forms.leave.title'),
    text: t('forms.leave.text'),
    yes: t('forms.leave.yes'),
    no: t('forms.leave.no'),
    danger: true,
  })
}

/** Call it in an `$effect`: guards links, the back button and closing the page while `dirty()`. */
export function guardLeaving(dirty: () => boolean): () => void {
  return blockNavigation({ beforeUnload: () => !dirty(), onNavigate: () => mayLeave(dirty()) })
}
