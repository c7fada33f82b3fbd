/** A range being typed: as soon as its hours are readable, the server says which starts they generate. */
import { Refusal } from '$lib/api'
import { generate } from './editing.svelte'
import { offered, reticked, type Offered, type Range } from './grid'

export class RangeDraft {
  start = $state<number | null>(null)
  end = $state<number | null>(null)
  offers = $state.raw<readonly Offered[]>([])
  reading = $state(false)
  /** Why the starts could not be generated. */
  error = $state.raw<Refusal | null>(null)
  private turn = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `starts` null: a new range, everything it generates is ticked. */
  constructor(
    readonly typeId: string | null,
    range: { start: number; end: number; starts: readonly number[] | null },
  ) {
    this.start = range.start
    this.end = range.end
    void this.read(range.starts)
  }

  get range(): Range {
    const starts = this.offers.filter((one) => one.ticked).map((one) => one.start)
    return { start: this.start ?? 0, end: this.end ?? 0, starts: this.typeId === null ? [] : starts }
  }

  get ticked(): number {
    return this.offers.filter((one) => one.ticked).length
  }

  /** The hours changed; typing goes on for a moment before the server is asked. */
  changed(): void {
    clearTimeout(this.timer)
    this.turn++
    this.reading = this.typeId !== null && this.start !== null && this.end !== null && this.start < this.end
    if (this.reading) this.timer = setTimeout(() => void this.read('again'), 250)
    else this.offers = []
  }

  toggle(start: number): void {
    this.offers = this.offers.map((one) => (one.start === start ? { ...one, ticked: !one.ticked } : one))
  }

  tickAll(ticked: boolean): void {
    this.offers = this.offers.map((one) => ({ ...one, ticked }))
  }

  private async read(ticked: readonly number[] | null | 'again'): Promise<void> {
    const { typeId, start, end } = this
    if (typeId === null || start === null || end === null || end <= start) return
    const turn = ++this.turn
    this.reading = true
    try {
      const generated = await generate({ typeId, start, end })
      if (turn !== this.turn) return
      this.offers = offered(generated, ticked === 'again' ? reticked(this.offers, generated.starts) : ticked)
      this.error = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (turn === this.turn) this.error = error
    }
    if (turn === this.turn) this.reading = false
  }
}
