/** The messages of everybody who waits, so that nobody writes into the void. */
import { untrack } from 'svelte'
import { Exchange } from '$features/room/exchange/exchange.svelte'
import type { CallView } from '$lib/api'
import { mayConduct } from './calls'

class Talks {
  private open = $state.raw<ReadonlyMap<string, Exchange>>(new Map())

  /** Follows the exchanges of these; the others are left. */
  follow(wanted: readonly CallView[]): void {
    const present = untrack(() => this.open)
    const next = new Map<string, Exchange>()
    for (const call of wanted) {
      const side = mayConduct(call.practitioner_id) ? 'host' : 'desk'
      next.set(call.id, present.get(call.id) ?? untrack(() => new Exchange(call.id, side)))
    }
    for (const [id, exchange] of present) if (!next.has(id)) exchange.close()
    this.open = next
  }

  of(id: string): Exchange | undefined {
    return this.open.get(id)
  }
}

export const talks = new Talks()
