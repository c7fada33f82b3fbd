/** "What changed since you left": notices a return after five minutes, and asks what the others did meanwhile. */
import { api, read, Refusal, type ChangeEntry, type Shape } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { serverNow } from '$lib/time/clock.svelte'
import { view } from './view.svelte'

const LONG = 5 * 60_000
const FORGOTTEN = 7 * 86_400_000
/** A time, and nothing else: it lets a page that was closed know when. */
const KEY = 'ardoise.left'

class Away {
  #entries = $state.raw<readonly ChangeEntry[]>([])
  #since = $state.raw(0)
  private lastSeen = serverNow()

  get entries(): readonly ChangeEntry[] {
    return this.#entries
  }
  /** When one left, milliseconds of the server's clock. */
  get since(): number {
    return this.#since
  }

  dismiss(): void {
    this.#entries = []
  }

  /** Watches the person come and go; returns how to stop. */
  watch(): () => void {
    const stored = Number(localStorage.getItem(KEY))
    if (stored) void this.back(stored)
    const active = () => {
      const before = this.lastSeen
      this.lastSeen = serverNow()
      if (this.lastSeen - before > LONG) void this.back(before)
    }
    const hidden = () => {
      if (document.visibilityState === 'visible') return active()
      this.lastSeen = serverNow()
      this.note()
    }
    const leaving = () => this.note()
    addEventListener('pointerdown', active, { passive: true })
    addEventListener('pointermove', active, { passive: true })
    addEventListener('keydown', active, { passive: true })
    addEventListener('pagehide', leaving)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      this.note()
      removeEventListener('pointerdown', active)
      removeEventListener('pointermove', active)
      removeEventListener('keydown', active)
      removeEventListener('pagehide', leaving)
      document.removeEventListener('visibilitychange', hidden)
    }
  }

  private note(): void {
    localStorage.setItem(KEY, String(Math.round(this.lastSeen)))
  }

  private async back(left: number): Promise<void> {
    const gone = serverNow() - left
    const agendas = view.everybody.map((practitioner) => practitioner.id)
    if (gone < LONG || gone > FORGOTTEN || !agendas.length) return
    const query = { practitioner_ids: agendas.join(','), since: new Date(left).toISOString(), limit: 100 }
    try {
      const { entries } = await read<Shape<'ChangeList'>>(api.GET('/api/changes', { params: { query } }))
      this.#since = left
      this.#entries = entries.filter((entry) => entry.by.id !== session.me.person.id)
    } catch (error) {
      // It is a courtesy: without the server there is nothing to tell.
      if (!(error instanceof Refusal)) throw error
    }
  }
}

export const away = new Away()
