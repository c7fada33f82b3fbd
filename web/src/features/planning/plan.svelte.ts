/** The plan behind one practitioner's agenda, as the screens of "Gestion de l'agenda" show it. */
import { api, read, type AppointmentView, type command, type Done, type Right, type Shape } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { act, actAll, type Words } from '$lib/forms/act'
import type { Day } from '$lib/time/days'

export type Plan = Shape<'PlanView'>

/** Read as a whole, and again whenever the agenda says that something of it changed. */
export class PlanOf {
  #value = $state.raw<Plan | null>(null)
  #error = $state.raw<unknown>(null)
  private asked = 0

  constructor(readonly practitionerId: string) {}

  get value(): Plan | null {
    return this.#value
  }
  /** Why it could not be read; null once it could. */
  get error(): unknown {
    return this.#error
  }

  may(right: Right): boolean {
    return session.may(right, this.practitionerId)
  }

  async refresh(): Promise<void> {
    const turn = ++this.asked
    try {
      const path = { practitioner_id: this.practitionerId }
      const value = await read(api.GET('/api/practitioners/{practitioner_id}/plan', { params: { path } }))
      if (turn !== this.asked) return
      this.#value = value
      this.#error = null
    } catch (error) {
      if (turn === this.asked) this.#error = error
    }
  }

  /** Gives a command about this agenda, says what came of it, and reads the plan again. */
  async act<Answer>(call: Parameters<typeof command<Answer>>[0], words: Words<Answer>): Promise<Done<Answer> | null> {
    const done = await act(call, words, { undo: true })
    if (done) await this.refresh()
    return done
  }

  /** Several commands of one gesture; how many were done. */
  async actAll(...given: Parameters<typeof actAll>): Promise<number> {
    const count = await actAll(...given)
    if (count) await this.refresh()
    return count
  }

  /** The appointments still to come in these days. */
  async appointments(from: Day, to: Day): Promise<AppointmentView[]> {
    const params = { path: { practitioner_id: this.practitionerId }, query: { from_day: from, to_day: to } }
    const found = await read(api.GET('/api/practitioners/{practitioner_id}/appointments', { params }))
    return found.appointments
  }
}
