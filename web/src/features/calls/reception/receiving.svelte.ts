/** Being with one patient at the desk: said every twenty seconds, and on every new socket, until the window closes. */
import { Refusal, type CallView, type DeskEntry } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import type { Line } from '$features/room/line'
import { leaveDesk, staffLine, type Then } from './desk'

const SAY_EVERY = 20_000

export class Receiving {
  readonly line: Line
  #entry = $state.raw<DeskEntry | null>(null)
  #refusal = $state.raw<Refusal | null>(null)
  private saidAs = ''
  private saying: Promise<void> = Promise.resolve()
  private timer: ReturnType<typeof setInterval> | undefined
  private over = false

  constructor(private readonly call: CallView) {
    this.line = staffLine(call.id, (entry) => (this.#entry = entry))
    this.timer = setInterval(() => this.say(connection.open ? connection.id : ''), SAY_EVERY)
  }

  /** One's own place, '' until the server gave it, and once it is another's. */
  get seat(): string {
    return this.#refusal ? '' : (this.#entry?.seat_id ?? '')
  }
  /** Why one is not with him. */
  get refusal(): Refusal | null {
    return this.#refusal
  }

  /** Says it on every new socket; call it in an effect. */
  follow(): void {
    const socket = connection.open ? connection.id : ''
    if (socket && socket !== this.saidAs) this.say(socket)
  }

  /** Is no longer with him. What was being said is heard first, so that it does not begin again. */
  async leave(then: Then): Promise<void> {
    this.rest()
    await this.saying
    await leaveDesk(this.call.id, then)
  }

  /** Says nothing more. */
  rest(): void {
    this.over = true
    clearInterval(this.timer)
  }
  /** Goodbye was not heard: one is still with him. */
  resume(): void {
    this.over = false
    this.timer = setInterval(() => this.say(connection.open ? connection.id : ''), SAY_EVERY)
  }

  private say(socket: string): void {
    if (!socket || this.over) return
    this.saidAs = socket
    this.saying = this.ask(socket)
  }
  private async ask(socket: string): Promise<void> {
    try {
      await this.line.here(socket)
      this.#refusal = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status >= 400 && error.status < 500 && error.status !== 429) this.#refusal = error
      else this.saidAs = ''
    }
  }
}
