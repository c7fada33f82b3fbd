/** One appointment, live: as the agenda has it, otherwise as the server tells it (past, far away, cancelled). */
import { agendas } from '$features/agenda/model/agendas.svelte'
import { api, read, Refusal, type AppointmentView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { toWall } from '$lib/time/zones'

export class Card {
  #told = $state.raw<AppointmentView | null>(null)
  #refusal = $state.raw<Refusal | null>(null)

  constructor(readonly id: string) {
    if (!agendas.board.get(id)) void this.ask()
  }

  get refusal(): Refusal | null {
    return this.#refusal
  }

  /** The present view. Reading it follows the appointment from column to column. */
  get view(): AppointmentView | null {
    const said = agendas.board.get(this.id)
    const known = said ?? this.#told
    if (!known) return null
    // The column is what is reactive: it changes when the appointment does, and loses it when it leaves.
    agendas.get(known.practitioner_id)?.column(dayOf(known)).appointments.get(this.id)
    return said && (!this.#told || said.version >= this.#told.version) ? said : this.#told
  }

  /** It was on the agenda and is there no more: cancelled or deleted by somebody. */
  get isGone(): boolean {
    const { view } = this
    return this.wasThere && view?.status !== 'cancelled' && !agendas.board.get(this.id)
  }
  private wasThere = false

  /** Sees to it that the days are at hand. Call it in an effect. */
  follow(): void {
    const { view } = this
    if (!view) return
    agendas.get(view.practitioner_id)?.want([dayOf(view)])
    if (agendas.board.get(this.id)) this.wasThere = true
  }

  async ask(): Promise<void> {
    try {
      this.#told = await read<AppointmentView>(
        api.GET('/api/appointments/{appointment_id}', { params: { path: { appointment_id: this.id } } }),
      )
      this.#refusal = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#refusal = error
    }
  }

  /** Shows what a command answered. */
  take(view: AppointmentView): void {
    this.#told = view
  }
}

const dayOf = (view: AppointmentView) => toWall(view.starts_at, practices.zone(view.location_id)).day
