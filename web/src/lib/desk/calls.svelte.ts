/** Who waits for a teleconsultation, or is in one, on every agenda whose names one may see. */
import { untrack } from 'svelte'
import type { CallView } from '$lib/api'
import { LiveStore } from '$lib/live/store.svelte'
import { session } from './session.svelte'

class Calls {
  private stores = $state.raw<ReadonlyMap<string, LiveStore>>(new Map())

  /** Follows these practitioners' doors; the others are left. */
  follow(practitionerIds: readonly string[]): void {
    const present = untrack(() => this.stores)
    const next = new Map<string, LiveStore>()
    for (const id of practitionerIds) next.set(id, present.get(id) ?? new LiveStore(`calls/${id}`, {}, ['calls']))
    for (const [id, store] of present) if (!next.has(id)) store.close()
    this.stores = next
  }

  /** What is known of an appointment's consultation. */
  of(appointment: { id: string; practitioner_id: string }): CallView | undefined {
    return this.stores.get(appointment.practitioner_id)?.of<CallView>('calls').get(appointment.id)
  }

  /** Everybody at a door, who came first first. */
  get waiting(): CallView[] {
    return [...this.stores.values()]
      .flatMap((store) => [...store.of<CallView>('calls').values()])
      .filter((call) => call.state === 'waiting' && call.here)
      .sort((a, b) => a.since.localeCompare(b.since))
  }

  /** Whether this person may let a patient of that practitioner in. */
  mayConduct(practitionerId: string): boolean {
    const agenda = session.me.agendas.find((one) => one.practitioner.id === practitionerId)
    return session.me.practices.some(
      (one) =>
        one.practitioner_id === practitionerId ||
        (one.role === 'replacement' && one.id === agenda?.practice_id && agenda.rights.includes('view')),
    )
  }
}

export const calls = new Calls()
