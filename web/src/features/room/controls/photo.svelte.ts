/** A still picture of the patient for his file (F162): taken on this screen, kept here until the server has it. */
import { Refusal, sendFile } from '$lib/api'
import { stillOf } from './still'

/** How long it is said that a photo is kept, milliseconds. */
const SAID = 6_000

export type PhotoState = 'none' | 'sending' | 'kept' | 'failed' | 'refused'

export class Photo {
  #state = $state<PhotoState>('none')
  private file: File | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly appointmentId: string) {}

  get state(): PhotoState {
    return this.#state
  }

  /** Takes what the screen shows now. */
  async take(video: HTMLVideoElement): Promise<void> {
    if (this.#state === 'sending') return
    this.#state = 'sending'
    clearTimeout(this.timer)
    this.file = await stillOf(video, new Date())
    await this.send()
  }

  /** The moment is gone: the same photo is sent again. */
  async send(): Promise<void> {
    if (!this.file) return
    this.#state = 'sending'
    try {
      await sendFile(`/api/rooms/${this.appointmentId}/photo`, this.file, {}, () => undefined).done
      this.file = null
      this.#state = 'kept'
      this.timer = setTimeout(() => (this.#state = 'none'), SAID)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const isPassing = error.status === 0 || error.status === 429 || error.status >= 500
      this.#state = isPassing ? 'failed' : 'refused'
    }
  }
}
