/** For whom: the patient found or created, and who asks for it when it is for a relative (F026). */
import { api, read, Refusal, type PatientView } from '$lib/api'
import { notices } from '$lib/ui'
import { t } from '$i18n'

type Stage = 'search' | 'new' | 'chosen'

export class Who {
  /** Found or created first: the patient, or the relative who asks for him. */
  #found = $state.raw<PatientView | null>(null)
  #relative = $state.raw<PatientView | null>(null)
  #forRelative = $state(false)
  #loading = $state(false)
  stage = $state<Stage>('search')
  /** What was typed to find him, for a new file. */
  typed = $state('')
  private turn = 0

  get found(): PatientView | null {
    return this.#found
  }
  get forRelative(): boolean {
    return this.#forRelative
  }
  set forRelative(on: boolean) {
    this.#forRelative = on
    this.#relative = null
  }
  get relative(): PatientView | null {
    return this.#relative
  }
  get loading(): boolean {
    return this.#loading
  }

  /** Who will be seen. */
  get patient(): PatientView | null {
    return this.#forRelative ? this.#relative : this.#found
  }
  /** Who asks, when it is for somebody else. */
  get booker(): PatientView | null {
    return this.#forRelative ? this.#found : null
  }

  /** Opens a file and chooses him. */
  async choose(patientId: string): Promise<void> {
    const view = await this.open(patientId)
    if (!view) return
    this.take(view)
  }

  take(view: PatientView): void {
    this.#found = view
    this.forRelative = false
    this.stage = 'chosen'
  }

  async chooseRelative(patientId: string): Promise<void> {
    const view = await this.open(patientId)
    if (view) this.#relative = view
  }

  takeRelative(view: PatientView): void {
    this.#relative = view
    // The new file is tied to the one who asks: his list of relatives has grown.
    if (this.#found) void this.refresh(this.#found.id)
  }

  /** An appointment for a relative, as it was booked. */
  async restore(patientId: string, bookerId: string | null): Promise<void> {
    if (!bookerId) return this.choose(patientId)
    await this.choose(bookerId)
    this.#forRelative = true
    await this.chooseRelative(patientId)
  }

  forget(): void {
    this.#found = null
    this.forRelative = false
    this.stage = 'search'
    this.typed = ''
  }

  private async refresh(patientId: string): Promise<void> {
    const view = await this.open(patientId)
    if (view && this.#found?.id === patientId) this.#found = view
  }

  private async open(patientId: string): Promise<PatientView | null> {
    const turn = ++this.turn
    this.#loading = true
    try {
      const view = await read<PatientView>(
        api.GET('/api/patients/{patient_id}', { params: { path: { patient_id: patientId } } }),
      )
      return turn === this.turn ? view : null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(t('booking.patient.failed'), error)
      return null
    } finally {
      if (turn === this.turn) this.#loading = false
    }
  }
}
