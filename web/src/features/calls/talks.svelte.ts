/** The messages of everybody who waits, so that nobody writes into the void; and of whoever is written to at this moment. */
import { untrack } from 'svelte'
import { Exchange } from '$features/room/exchange/exchange.svelte'
import type { CallView } from '$lib/api'
import { mayConduct } from './calls'

class Talks {
  private open = $state.raw<ReadonlyMap<string, Exchange>>(new Map())
  private wanted: readonly CallView[] = []
  private held: readonly CallView[] = []

  /** Follows the exchanges of these. */
  follow(wanted: readonly CallView[]): void {
    this.wanted = wanted
    this.settle()
  }

  /** Keeps one open, though its patient was let in meanwhile; gives what lets go of it. */
  hold(call: CallView): () => void {
    this.held = [...this.held, call]
    this.settle()
    return () => {
      this.held = this.held.filter((one) => one !== call)
      this.settle()
    }
  }

  of(id: string): Exchange | undefined {
    return this.open.get(id)
  }

  /** The others are left; but what was typed and not sent is not lost with a page that is left. */
  private settle(): void {
    const present = untrack(() => this.open)
    const next = new Map<string, Exchange>()
    for (const call of [...this.wanted, ...this.held]) {
      const side = mayConduct(call.practitioner_id) ? 'host' : 'desk'
      next.set(call.id, next.get(call.id) ?? present.get(call.id) ?? untrack(() => new Exchange(call.id, side)))
    }
    for (const [id, exchange] of present) {
      if (next.has(id)) continue
      if (untrack(() => exchange.unsent)) next.set(id, exchange)
      else exchange.close()
    }
    this.open = next
  }
}

export const talks = new Talks()
