/** The picture and the sound of one reception, for as long as somebody receives: in a room of its own, apart from the consultation. */
import { untrack } from 'svelte'
import { Call } from '../call.svelte'
import type { Devices } from '../devices.svelte'
import type { Line } from '../line'

export class Desk {
  #call = $state.raw<Call | null>(null)

  /** `seat`: whoever receives, '' for nobody; a call belongs to one of them. Make it while a component is being made. */
  constructor(devices: Devices, line: Line, seat: () => string, accompanied: () => boolean) {
    const ready = $derived(Boolean(devices.stream))
    const who = $derived(seat())
    $effect(() => {
      if (!who || !ready) return
      const made = untrack(() => new Call(devices, line))
      made.start()
      this.#call = made
      return () => {
        made.stop()
        this.#call = null
      }
    })
    $effect(() => {
      if (this.#call) this.#call.accompanied = accompanied()
    })
  }

  get call(): Call | null {
    return this.#call
  }
}
