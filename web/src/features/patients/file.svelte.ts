/** One patient's file on the screen: read when it opens, and again when something about it may have changed. */
import { api, command, read, Refusal, type PatientView } from '$lib/api'

export class File {
  #view = $state.raw<PatientView | null>(null)
  #refusal = $state.raw<Refusal | null>(null)
  private turn = 0

  constructor(readonly id: string) {
    void this.load()
  }

  get view(): PatientView | null {
    return this.#view
  }
  get refusal(): Refusal | null {
    return this.#refusal
  }

  async load(): Promise<void> {
    const turn = ++this.turn
    try {
      const view = await read<PatientView>(
        api.GET('/api/patients/{patient_id}', { params: { path: { patient_id: this.id } } }),
      )
      if (turn === this.turn) this.take(view)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (turn === this.turn && !this.#view) this.#refusal = error
    }
  }

  /** Shows what a command answered. */
  take(view: PatientView): void {
    this.turn++
    this.#view = view
    this.#refusal = null
  }

  /** Gives a command about this file; its answer is shown. Throws `Refusal`. */
  async give(call: Parameters<typeof command<PatientView>>[0]): Promise<PatientView> {
    const { view } = await command(call)
    this.take(view)
    return view
  }
}
