/** What stands behind oneself (F157): chosen for this device and kept on it. What draws it is fetched once it is wanted. */
import { BACKGROUNDS, type Choice } from './choices'
import type { Veil } from './veil'

const KEY = 'ardoise.background'

export class Background {
  #choice = $state<Choice>('none')
  #loading = $state(false)
  #trouble = $state<'slow' | 'failed' | null>(null)
  /** Called when another track is to be sent. */
  onchange: (() => void) | null = null

  private veil: Veil | null = null
  private camera: MediaStreamTrack | null = null
  private opening: Promise<Veil> | null = null

  constructor() {
    const kept = BACKGROUNDS.find((each) => each === localStorage.getItem(KEY))
    if (kept) this.#choice = kept
  }

  get choice(): Choice {
    return this.#choice
  }
  get loading(): boolean {
    return this.#loading
  }
  /** Why the background is as it is, though another one was chosen. */
  get trouble(): 'slow' | 'failed' | null {
    return this.#trouble
  }
  /** What is sent in place of the camera. */
  get track(): MediaStreamTrack | null {
    return this.veil?.track ?? null
  }

  async choose(choice: Choice): Promise<void> {
    this.#trouble = null
    this.keep(choice)
    await this.apply()
    this.onchange?.()
  }

  /** Another camera; done once nothing is seen any more that was not to be seen. */
  async follow(camera: MediaStreamTrack | null): Promise<void> {
    this.camera = camera
    await this.apply()
  }

  enable(isOn: boolean): void {
    if (this.veil) this.veil.track.enabled = isOn
  }

  stop(): void {
    this.camera = null
    this.veil?.stop()
    this.veil = null
  }

  private async apply(): Promise<void> {
    if (this.#choice !== 'none' && this.camera && !this.veil) await this.open()
    if (this.#choice === 'none' || !this.camera) {
      this.veil?.stop()
      this.veil = null
    } else this.veil?.show(this.camera, this.#choice)
  }

  private async open(): Promise<void> {
    this.#loading = true
    try {
      this.opening ??= import('./veil').then(({ Veil }) => Veil.open(() => this.giveUp('slow')))
      this.veil = await this.opening
    } catch {
      this.giveUp('failed')
    } finally {
      this.opening = null
      this.#loading = false
    }
  }

  private giveUp(why: 'slow' | 'failed'): void {
    this.#trouble = why
    this.keep('none')
    this.veil?.stop()
    this.veil = null
    this.onchange?.()
  }

  private keep(choice: Choice): void {
    this.#choice = choice
    localStorage.setItem(KEY, choice)
  }
}
