/** What the cards of a conversation show: asked for together, and again when what they point to has changed. */
import { SvelteMap } from 'svelte/reactivity'
import { api, read, Refusal, type CardView, type ChatCard } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { connection } from '$lib/live/connection.svelte'

const SOON = 40
/** Nothing is asked for more often than it can be looked at. */
const PAUSE = 1_000
const AT_ONCE = 50

export class Cards {
  private readonly views = new SvelteMap<string, CardView>()
  private readonly wanted = new Map<string, ChatCard>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private askedAt = 0
  private closed = false

  constructor(private readonly conversation: string) {}

  /** Undefined while it is fetched. */
  of(card: ChatCard): CardView | undefined {
    return this.views.get(card.id)
  }

  /** Shows it, from what is known when something is. */
  want(card: ChatCard): void {
    if (!this.views.has(card.id)) this.again(card)
  }

  /** It may have changed. */
  again({ kind, id }: ChatCard): void {
    this.wanted.set(id, { kind, id })
    this.timer ??= setTimeout(() => void this.fetch(), Math.max(SOON, this.askedAt + PAUSE - Date.now()))
  }

  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  private async fetch(): Promise<void> {
    const cards = [...this.wanted.values()].slice(0, AT_ONCE)
    for (const { id } of cards) this.wanted.delete(id)
    this.askedAt = Date.now()
    try {
      const params = { path: { conversation_id: this.conversation } }
      const found = await read(api.POST('/api/conversations/{conversation_id}/cards', { params, body: { cards } }))
      for (const view of found.cards) this.views.set(view.id, view)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 0) {
        for (const card of cards) this.wanted.set(card.id, card)
        await connection.back()
      }
    }
    this.timer = undefined
    const [next] = this.wanted.values()
    if (next && !this.closed && session.state === 'signed_in') this.again(next)
  }
}
