/** The patient's side of a camera driven from afar: nothing moves before he agreed, nor after he took it back (F175, F176). */
import type { Devices } from '../../devices.svelte'
import type { Consent, Lens } from './lens'

export class Steering {
  #consent = $state<Consent>('none')

  constructor(private readonly devices: Devices) {}

  get lens(): Lens {
    return { consent: this.#consent, cameras: this.devices.of('videoinput').length, zoom: this.devices.zoom }
  }
  get consent(): Consent {
    return this.#consent
  }

  answer(agreed: boolean): void {
    this.#consent = agreed ? 'given' : 'refused'
  }
  takeBack(): void {
    this.#consent = 'none'
  }

  /** What the practitioner asks; a camera that is off is never turned on. */
  hear(said: Record<string, unknown>): void {
    if (said.ask === true && this.#consent !== 'given') this.#consent = 'asked'
    if (said.ask === false && this.#consent === 'asked') this.#consent = 'none'
    if (this.#consent !== 'given') return
    if (said.turn === true) void this.devices.turn()
    if (typeof said.zoom === 'number') void this.devices.zoomTo(said.zoom)
  }
}
