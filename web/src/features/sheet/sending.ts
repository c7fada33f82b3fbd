/**
 * Sends one's own changes in their order, one request at a time; what is done meanwhile travels merged in the next one.
 * Without the server it waits, and the drawing goes on.
 */
import { mergeUpdates } from 'yjs'

/** Bytes of one request; the server takes 64 KiB. */
const LARGEST = 48 * 1024

export type Outcome =
  | 'taken'
  /** The server is out of reach: again, when `resume` is called. */
  | 'later'
  /** It says no, and will again. */
  | 'refused'

export class Sending {
  private waiting: Uint8Array[] = []
  private busy = false

  constructor(
    private readonly send: (update: Uint8Array) => Promise<Outcome>,
    /** How many changes are not with the server yet. */
    private readonly moved: (waiting: number) => void,
  ) {}

  add(update: Uint8Array): void {
    this.waiting.push(update)
    this.moved(this.waiting.length)
    void this.resume()
  }

  /** Lets go of what waits: the drawing is read anew. */
  forget(): void {
    this.waiting = []
    this.moved(0)
  }

  async resume(): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      while (this.waiting.length) {
        const parts = this.next()
        const outcome = await this.send(parts.length > 1 ? mergeUpdates(parts) : parts[0]!)
        if (outcome === 'later') return
        if (outcome === 'refused') return this.forget()
        this.waiting = this.waiting.slice(parts.length)
        this.moved(this.waiting.length)
      }
    } finally {
      this.busy = false
    }
  }

  private next(): Uint8Array[] {
    let size = 0
    const most = this.waiting.findIndex((update, index) => (size += update.length) > LARGEST && index > 0)
    return most < 0 ? this.waiting.slice() : this.waiting.slice(0, most)
  }
}
