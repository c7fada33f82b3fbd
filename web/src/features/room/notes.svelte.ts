/** The practitioner's notes, saved into the appointment as he writes (F178). Somebody else's words are never overwritten. */
import { api, read, Refusal, type AppointmentView } from '$lib/api'
import { forget, keep, kept } from '$lib/drafts'

const PAUSE = 1_500

/** What was typed, over which notes. */
interface Draft {
  text: string
  over: string
}

export class Notes {
  text = $state('')
  #state = $state<'idle' | 'saving' | 'saved' | 'failed'>('idle')
  /** What somebody else wrote meanwhile. */
  #theirs = $state.raw<string | null>(null)
  #view = $state.raw<AppointmentView | null>(null)

  private saved = ''
  private version = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private busy = false
  private closed = false

  constructor(private readonly appointmentId: string) {}

  get state(): 'idle' | 'saving' | 'saved' | 'failed' {
    return this.#state
  }
  get theirs(): string | null {
    return this.#theirs
  }
  get view(): AppointmentView | null {
    return this.#view
  }
  get unsaved(): boolean {
    return this.text !== this.saved
  }

  async load(): Promise<void> {
    const view = await this.read()
    this.#view = view
    this.version = view.version
    this.saved = this.text = view.notes ?? ''
    this.takeUp()
  }

  /** What was typed before the page was loaded again, and not saved: it is saved now, or shown against what came between. */
  private takeUp(): void {
    const draft = kept<Draft>(this.name)
    if (draft === null || draft.text === this.saved) return forget(this.name)
    this.text = draft.text
    if (draft.over === this.saved) void this.save()
    else this.#theirs = this.saved
  }

  private get name(): string {
    return `notes.${this.appointmentId}`
  }

  private keep(): void {
    if (this.unsaved) keep(this.name, { text: this.text, over: this.saved } satisfies Draft)
    else forget(this.name)
  }

  /** Nothing is saved any more: whoever wrote here is signed out. */
  close(): void {
    this.closed = true
    clearTimeout(this.timer)
  }

  typed(): void {
    if (this.closed) return
    this.keep()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.save(), PAUSE)
  }

  async save(): Promise<void> {
    clearTimeout(this.timer)
    if (this.busy || this.closed || !this.unsaved || this.#theirs !== null) return
    this.busy = true
    this.#state = 'saving'
    const text = this.text
    try {
      const view = await this.write(text)
      this.version = view.version
      this.saved = text
      this.keep()
      this.#state = 'saved'
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#state = 'failed'
    } finally {
      this.busy = false
    }
    if (this.unsaved && this.#theirs === null) this.typed()
  }

  /** Settles a difference: with the other's words, or with one's own. */
  async settle(whose: 'theirs' | 'mine'): Promise<void> {
    const theirs = this.#theirs ?? ''
    this.#theirs = null
    this.saved = theirs
    if (whose === 'theirs') {
      this.text = theirs
      this.keep()
      this.#state = 'saved'
    } else await this.save()
  }

  private async write(text: string): Promise<AppointmentView> {
    try {
      return await this.patch(text)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'stale') throw error
      // Most often something else of the appointment changed (its state, when the patient is let in).
      const now = await this.read()
      this.version = now.version
      if (now.notes === text) return now // it had arrived, and the answer had not
      if ((now.notes ?? '') !== this.saved) {
        this.#theirs = now.notes ?? ''
        throw error
      }
      return this.patch(text)
    }
  }

  private patch(text: string): Promise<AppointmentView> {
    const params = { path: { appointment_id: this.appointmentId } }
    return read(
      api.PATCH('/api/appointments/{appointment_id}', {
        params,
        body: { version: this.version, notes: text, typing: true },
      }),
    )
  }

  private read(): Promise<AppointmentView> {
    return read(
      api.GET('/api/appointments/{appointment_id}', { params: { path: { appointment_id: this.appointmentId } } }),
    )
  }
}
