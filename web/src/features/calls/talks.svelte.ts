/** The messages of everybody who waits, so that nobody writes into the void; and of whoever is written to at this moment. */
import { untrack } from 'svelte'
import { Exchange } from '$features/room/exchange/exchange.svelte'
import type { Side } from '$features/room/exchange/unread'
import type { CallView } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { mayConduct } from './calls'

class Talks {
  private open = $state.raw<ReadonlyMap<string, Exchange>>(new Map())
  private wanted: readonly CallView[] = []
  private held: readonly CallView[] = []

  constructor() {
    // What somebody typed waits for him, and is on no screen of anybody else.
    $effect.root(() => {
      $effect(() => {
        if (session.state !== 'signed_in') untrack(() => this.end())
      })
    })
  }

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
      next.set(call.id, next.get(call.id) ?? present.get(call.id) ?? untrack(() => this.begun(call.id, side)))
    }
    for (const [id, exchange] of present) {
      if (next.has(id)) continue
      if (untrack(() => exchange.unsent)) next.set(id, exchange)
      else exchange.close()
    }
    this.open = next
  }

  private end(): void {
    for (const exchange of this.open.values()) exchange.close()
    this.wanted = this.held = []
    this.open = new Map()
  }

  private begun(id: string, side: Side): Exchange {
    const exchange = new Exchange(id, side)
    exchange.takeUp()
    return exchange
  }
}

export const talks = new Talks()
