/** What one shows of one's own screen (F164): a tab, a window or all of it, as the browser lets one choose. */

/** Small text must stay readable; a screen changes seldom. */
const WANTED: MediaTrackConstraints = { width: { max: 1920 }, height: { max: 1080 }, frameRate: { max: 15 } }

export class ScreenShare {
  #track = $state.raw<MediaStreamTrack | null>(null)
  /** Called when there is another screen to send, or none any more. */
  onchange: (() => void) | null = null

  get track(): MediaStreamTrack | null {
    return this.#track
  }
  get on(): boolean {
    return this.#track !== null
  }
  /** Telephones cannot share their screen. */
  get possible(): boolean {
    return typeof navigator.mediaDevices?.getDisplayMedia === 'function'
  }

  toggle(): void {
    if (this.#track) this.stop()
    else void this.start()
  }

  stop(): void {
    if (!this.#track) return
    this.#track.stop()
    this.take(null)
  }

  private async start(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: WANTED, audio: false })
      const track = stream.getVideoTracks()[0] ?? null
      if (track) {
        track.contentHint = 'detail'
        // The browser's own "stop sharing", or the window shown was closed.
        track.addEventListener('ended', () => {
          if (this.#track === track) this.take(null)
        })
      }
      this.take(track)
    } catch {
      // He changed his mind in the browser's window: nothing is shown, and nothing is to be said.
    }
  }

  private take(track: MediaStreamTrack | null): void {
    this.#track = track
    this.onchange?.()
  }
}
