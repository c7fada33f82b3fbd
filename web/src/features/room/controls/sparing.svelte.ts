/** One's own picture, paused while the line does not carry it: the sound goes on (Part C 8). */
import type { Quality } from '../quality'
import { AT_EASE, restored, strained, type Strain } from './strain'

export class Sparing {
  #strain = $state.raw<Strain>(AT_EASE)
  /** Called when the picture is paused or put back. */
  onchange: (() => void) | null = null

  get paused(): boolean {
    return this.#strain.paused
  }

  /** One more look at both ends. */
  hear(own: Quality, theirs: Quality | null): void {
    const before = this.#strain
    this.#strain = strained(before, own, theirs)
    if (this.#strain.paused !== before.paused) this.onchange?.()
  }

  restore(): void {
    this.#strain = restored(this.#strain)
    this.onchange?.()
  }
}
