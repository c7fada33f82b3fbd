/**
 * The hand on a slot (Part C 1): taken when the window opens, kept while it is open, let go when it closes. One wish at
 * a time: wishes that come while the server answers replace one another, so arrows held down ask only for the last slot.
 */
import { api, command, Refusal, type ClaimView } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'

/** Minutes of an agenda. */
export interface Wish {
  practitionerId: string
  startsAt: string
  duration: number
  extraId: string | null
}

/** The server holds a claim for three minutes. */
const RENEW_EVERY = 60_000

const same = (a: Wish | null, b: Wish | null) =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.practitionerId === b.practitionerId &&
    a.startsAt === b.startsAt &&
    a.duration === b.duration &&
    a.extraId === b.extraId)

export class Claim {
  #mine = $state.raw<ClaimView | null>(null)
  #theirs = $state.raw<ClaimView | null>(null)
  #asked = $state.raw(false)
  #refusal = $state.raw<Refusal | null>(null)

  private wish: Wish | null = null
  private done: Wish | null = null
  private breaking: string | null = null
  private busy: Promise<void> | null = null
  private timer: ReturnType<typeof setInterval> | undefined

  /** What this window holds. */
  get mine(): ClaimView | null {
    return this.#mine
  }
  /** Somebody else's hand on the minutes wished for. */
  get theirs(): ClaimView | null {
    return this.#theirs
  }
  /** One has asked for it. */
  get asked(): boolean {
    return this.#asked
  }
  /** Why there is no hand on it, other than somebody's. */
  get refusal(): Refusal | null {
    return this.#refusal
  }

  /** Puts one's hand on these minutes instead of the ones before; null lets go. */
  want(wish: Wish | null): void {
    if (same(wish, this.wish)) return
    this.wish = wish
    this.breaking = null
    this.#theirs = null
    this.#asked = false
    this.work()
  }

  /** Tries again, whatever is known. */
  retry(): void {
    this.done = null
    this.work()
  }

  /** Something changed on the agenda: looks again, unless an answer is on its way that knows more. */
  lookAgain(): void {
    if (!this.busy) this.retry()
  }

  /** Takes the slot from whoever has it; the person has confirmed it by name. */
  take(): void {
    this.breaking = this.#theirs?.id ?? null
    this.retry()
  }

  /** Asks whoever has it. */
  async ask(): Promise<void> {
    const theirs = this.#theirs
    if (!theirs) return
    await command(() => api.POST('/api/claims/{claim_id}/ask', { params: { path: { claim_id: theirs.id } } }))
    this.#asked = true
  }

  /** The booking used it up: the server has dropped it. */
  served(): void {
    this.#mine = null
    this.wish = null
    this.stop()
  }

  /** Lets go, for good. */
  close(): void {
    this.want(null)
    this.stop()
  }

  /** What is known to be current; waits for a request under way. */
  async settled(): Promise<ClaimView | null> {
    while (this.busy) await this.busy
    return this.#mine
  }

  private work(): void {
    this.busy ??= this.follow().finally(() => (this.busy = null))
  }

  private async follow(): Promise<void> {
    while (!same(this.done, this.wish)) {
      const wish = this.wish
      this.done = wish
      const before = this.#mine
      if (wish === null) {
        this.#mine = null
        await this.letGo(before)
      } else {
        await this.grasp(wish)
        // The server lets go of the earlier claim of this connection only on the same agenda.
        if (before && before.id !== this.#mine?.id && before.practitioner_id !== wish.practitionerId)
          await this.letGo(before)
      }
    }
  }

  private async grasp(wish: Wish): Promise<void> {
    const break_claim = this.breaking
    this.breaking = null
    try {
      const body = {
        practitioner_id: wish.practitionerId,
        starts_at: wish.startsAt,
        duration: wish.duration,
        extra_id: wish.extraId,
        connection: connection.id || null,
        break_claim,
      }
      const { view } = await command<ClaimView>(() => api.POST('/api/claims', { body }))
      this.#mine = view
      this.#theirs = null
      this.#refusal = null
      this.timer ??= setInterval(() => void this.renew(), RENEW_EVERY)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.code === 'claim_held') {
        // Refused: what one held elsewhere is still there, and must not stay behind.
        const before = this.#mine
        this.#mine = null
        await this.letGo(before)
        if (same(wish, this.wish)) this.#theirs = error.data['claim'] as ClaimView
      } else this.#refusal = error
    }
  }

  private async renew(): Promise<void> {
    const mine = this.#mine
    if (!mine || connection.cut) return
    try {
      const { view } = await command<ClaimView>(() =>
        api.POST('/api/claims/{claim_id}/renew', { params: { path: { claim_id: mine.id } } }),
      )
      if (this.#mine?.id === view.id) this.#mine = view
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (this.#mine?.id === mine.id) this.retry()
    }
  }

  private async letGo(claim: ClaimView | null): Promise<void> {
    if (!claim) return
    try {
      await command(() => api.DELETE('/api/claims/{claim_id}', { params: { path: { claim_id: claim.id } } }))
    } catch (error) {
      // Without the server it ends by itself, with the connection.
      if (!(error instanceof Refusal)) throw error
    }
  }

  private stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }
}
