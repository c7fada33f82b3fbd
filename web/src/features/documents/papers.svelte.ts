/** A patient's documents, live, and the files on their way to them. */
import { reasonOf, Refusal, sendFile, tooLarge, type DocumentView, type Sending } from '$lib/api'
import { LiveStore } from '$lib/live/store.svelte'
import { t } from '$i18n'
import type { OnItsWay } from './OnTheirWay.svelte'
import type { Category } from './words'

interface Beside {
  appointmentId?: string | undefined
  /** Told once it is in the file. */
  done?: (view: DocumentView) => void
}

let next = 1

/** One for each patient on screen: his file and a card of his may both show them. */
const open = new Map<string, Papers>()

/** The documents of a patient, to be closed by whoever opened them. */
export function openPapers(patientId: string): Papers {
  const papers = open.get(patientId) ?? new Papers(patientId)
  open.set(patientId, papers)
  papers.readers += 1
  return papers
}

export class Papers {
  readers = 0
  private store: LiveStore
  private sending: OnItsWay[] = $state([])

  constructor(readonly patientId: string) {
    this.store = new LiveStore(`patient/${patientId}`, {}, ['documents'])
  }

  get ready(): boolean {
    return this.store.ready
  }
  get refused(): boolean {
    return this.store.refusal !== null
  }
  get onTheirWay(): readonly OnItsWay[] {
    return this.sending
  }

  /** The latest first; those of one appointment when it is named. */
  all(appointmentId?: string): DocumentView[] {
    const found = [...this.store.of<DocumentView>('documents').values()]
    return found
      .filter((one) => !appointmentId || one.appointment_id === appointmentId)
      .sort((a, b) => (a.added_at < b.added_at ? 1 : -1))
  }

  get count(): number {
    return this.store.of('documents').size
  }

  close(): void {
    this.readers -= 1
    if (this.readers > 0) return
    open.delete(this.patientId)
    this.store.close()
  }

  add(files: Iterable<File>, category: Category, beside: Beside = {}): void {
    for (const file of files) void this.send(file, category, beside)
  }

  private async send(file: File, category: Category, beside: Beside): Promise<void> {
    const id = next++
    const drop = () => {
      under?.stop()
      this.sending = this.sending.filter((one) => one.id !== id)
    }
    const again = () => {
      drop()
      void this.send(file, category, beside)
    }
    let under: Sending<DocumentView> | null = null
    this.sending.push({ id, name: file.name, part: 0, refusal: null, again, drop })
    const line = this.sending[this.sending.length - 1]!
    if (tooLarge(file)) {
      line.refusal = t('documents.too_large')
      return
    }
    const fields: Record<string, string> = { category }
    if (beside.appointmentId) fields['appointment_id'] = beside.appointmentId
    under = sendFile<DocumentView>(
      `/api/patients/${this.patientId}/documents`,
      file,
      fields,
      (part) => (line.part = part),
    )
    try {
      const view = await under.done
      beside.done?.(view)
      this.sending = this.sending.filter((one) => one.id !== id)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      line.refusal = error.code === 'too_large' ? t('documents.too_large') : reasonOf(error)
    }
  }
}
