/** What the waiting list asks of the server; all of it can be undone. */
import { t } from '$i18n'
import { patientName } from '$features/agenda/words'
import { api, command, Refusal, type WaitingEntryFields, type WaitingEntryView } from '$lib/api'
import { changing, undoable } from '$lib/desk/undo.svelte'
import { notices } from '$lib/ui'

/** Adds an entry, or replaces the one given. False when it was refused; that was said. */
export async function save(fields: WaitingEntryFields, entry: WaitingEntryView | null): Promise<boolean> {
  try {
    const done = await command<WaitingEntryView>(() =>
      entry
        ? api.PATCH('/api/waiting-list/{entry_id}', {
            params: { path: { entry_id: entry.id } },
            body: { version: entry.version, fields },
          })
        : api.POST('/api/waiting-list', { body: fields }),
    )
    const name = patientName(done.view.patient)
    undoable(entry ? t('waitlist.saved', name) : t('waitlist.added', name), done.change)
    return true
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    notices.failed(entry ? t('waitlist.save.failed') : t('waitlist.add.failed'), error)
    return false
  }
}

export function remove(entry: WaitingEntryView): Promise<void> {
  return changing(async () => {
    try {
      const done = await command(() =>
        api.DELETE('/api/waiting-list/{entry_id}', { params: { path: { entry_id: entry.id } } }),
      )
      undoable(t('waitlist.removed', patientName(entry.patient)), done.change)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('waitlist.remove.failed'), error)
    }
  })
}
