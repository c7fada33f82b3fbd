/** The practices one works for: places, practitioners, colleagues, and who is here now. */
import { untrack } from 'svelte'
import type { LocationView, PracticeView, PractitionerView } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import type { Presence } from '$lib/live/frames'
import { LiveStore } from '$lib/live/store.svelte'
import { session } from './session.svelte'

const COLLECTIONS = ['practice', 'locations', 'practitioners', 'members', 'invitations'] as const

class Practices {
  private stores = $state.raw<ReadonlyMap<string, LiveStore>>(new Map())

  /** Follows the topics of these practices; the others are left. */
  follow(ids: readonly string[]): void {
    // Called from effects, which must not run again because of what it writes.
    const present = untrack(() => this.stores)
    const next = new Map<string, LiveStore>()
    for (const id of ids) next.set(id, present.get(id) ?? new LiveStore(`practice/${id}`, {}, COLLECTIONS))
    for (const [id, store] of present) if (!next.has(id)) store.close()
    // Whatever page is open, one is here; the agenda says more.
    for (const id of next.keys()) if (!present.has(id)) connection.here(`practice/${id}`, {})
    this.stores = next
  }

  /** The live store of a practice: `of('locations')`, `of('members')`… */
  store(id: string): LiveStore | undefined {
    return this.stores.get(id)
  }

  get ids(): readonly string[] {
    return [...this.stores.keys()]
  }

  practice(id: string): PracticeView | undefined {
    return this.stores.get(id)?.of<PracticeView>('practice').get(id)
  }

  /** Places of all practices, by id. */
  location(id: string): LocationView | undefined {
    for (const store of this.stores.values()) {
      const found = store.of<LocationView>('locations').get(id)
      if (found) return found
    }
    return undefined
  }

  locations(practiceId: string): LocationView[] {
    return [...(this.stores.get(practiceId)?.of<LocationView>('locations').values() ?? [])].filter(
      (one) => !one.archived,
    )
  }

  /** The zone of a place; Paris until the place is known. */
  zone(locationId: string | null | undefined): string {
    return (locationId ? this.location(locationId)?.zone : undefined) ?? 'Europe/Paris'
  }

  /** A practitioner as the live store knows him, or else as the log-in did. */
  practitioner(id: string): PractitionerView | undefined {
    for (const store of this.stores.values()) {
      const found = store.of<PractitionerView>('practitioners').get(id)
      if (found) return found
    }
    if (session.state !== 'signed_in') return undefined
    return session.me.agendas.find((agenda) => agenda.practitioner.id === id)?.practitioner
  }

  /** Colleagues who are here, one entry a connection, without this one. */
  get people(): Presence[] {
    return [...this.stores.values()].flatMap((store) => store.people)
  }

  /** Tells the colleagues which day and whose agendas are on this screen. */
  here(state: { day: string; view: string; practitioners: readonly string[] }): void {
    for (const id of this.stores.keys()) connection.here(`practice/${id}`, state as unknown as Record<string, unknown>)
  }
}

export const practices = new Practices()
