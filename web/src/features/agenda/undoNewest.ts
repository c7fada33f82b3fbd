/** Ctrl-Z: the last change of this page, or, after a reload, one's own last change that can still be undone (R14). */
import { t } from '$i18n'
import { api, read, type Shape } from '$lib/api'
import { undo, undoLast } from '$lib/desk/undo.svelte'
import { confirm, notices } from '$lib/ui'
import { agendas } from './model/agendas.svelte'
import { moving } from './model/moving.svelte'
import { changeText } from './panel/changes'

let line = Promise.resolve()

/** One after the other: the second Ctrl-Z is about the change before the one that the first undoes. */
export function undoNewest(): Promise<void> {
  if (moving.ghost) moving.abandon()
  else line = line.then(undoOne)
  return line
}

async function undoOne(): Promise<void> {
  if (await undoLast()) return
  const query = {
    practitioner_ids: agendas.list.map((agenda) => agenda.practitionerId).join(','),
    mine: true,
    limit: 20,
  }
  try {
    const { entries } = await read<Shape<'ChangeList'>>(api.GET('/api/changes', { params: { query } }))
    const last = entries.find((entry) => entry.can_undo && !entry.undone && entry.name !== 'undone')
    if (!last) {
      notices.tell(t('agenda.undo.none'))
      return
    }
    const title = [t('agenda.undo.you'), changeText(last.name), last.subject].filter(Boolean).join(' ')
    if (await confirm({ title: t('agenda.undo.title'), text: title, yes: t('agenda.undo.yes') }))
      await undo(last.id, title)
  } catch (error) {
    notices.failed(t('agenda.undo.title'), error)
  }
}
