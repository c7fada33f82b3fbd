/** Who can be reached in one's practices: what the server says, joined with whose pages are open. */
import { untrack } from 'svelte'
import { practices } from '$lib/desk/practices.svelte'
import { LiveStore } from '$lib/live/store.svelte'
import { reachOf, type PresenceView, type Reach } from './reach'

class Presence {
  private stores = $state.raw<ReadonlyMap<string, LiveStore>>(new Map())

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const ids = practices.ids
        untrack(() => this.follow(ids))
      })
    })
  }

  of(person: string): Reach {
    const views = [...this.stores.values()].map((store) => store.of<PresenceView>('people').get(person))
    return reachOf(
      views,
      practices.people.some((one) => one.person.id === person),
    )
  }

  private follow(ids: readonly string[]): void {
    const next = new Map<string, LiveStore>()
    for (const id of ids) next.set(id, this.stores.get(id) ?? new LiveStore(`presence/${id}`, {}, ['people']))
    for (const [id, store] of this.stores) if (!next.has(id)) store.close()
    this.stores = next
  }
}

export const presence = new Presence()
