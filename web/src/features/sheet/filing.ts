/** The drawing goes into the patient's documents with one press, and from there to the patient with another. */
import { language, t } from '$i18n'
import { api, command, Refusal, type DocumentView, type Shape } from '$lib/api'
import { notices } from '$lib/ui'

export async function fileSheet(appointment: string): Promise<void> {
  const path = { params: { path: { appointment_id: appointment } } }
  const body = { locale: language.locale }
  await tried(t('sheet.unfiled'), async () => {
    const { view } = await command<DocumentView>(() =>
      api.POST('/api/appointments/{appointment_id}/sheet/file', { ...path, body }),
    )
    const share = { label: t('sheet.share'), run: () => void shareSheet(view.id) }
    notices.done(t('sheet.filed'), { text: t('sheet.filed.text'), actions: [share] })
  })
}

async function shareSheet(documentId: string): Promise<void> {
  const path = { params: { path: { document_id: documentId } } }
  await tried(t('sheet.unshared'), async () => {
    const { view } = await command<Shape<'SharedLink'>>(() =>
      api.POST('/api/documents/{document_id}/share', { ...path, body: { tell: true } }),
    )
    notices.done(t('sheet.shared'), { text: t(view.told ? 'sheet.shared.told' : 'sheet.shared.untold') })
  })
}

async function tried(failure: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    notices.failed(failure, error)
  }
}
