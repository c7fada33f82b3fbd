/** Recording, as both pages know it: who asked, who agreed; and, on the practitioner's, the recorder itself (F171, F172). */
import { api, read, Refusal, saveAs, type SeatView } from '$lib/api'
import type { Room } from '../../room.svelte'
import { Recorder, type Kind, type Sources } from './recorder'

/** What the practitioner is told last. */
export type Note = 'refused' | 'saved' | 'failed'

export class Recording {
  #note = $state<Note | null>(null)
  #here = $state(false)
  private recorder: Recorder | null = null
  /** The request that this page saw before it was agreed to: a page loaded later has recorded nothing. */
  private request = ''
  private quits = ''

  constructor(
    private readonly room: Room,
    private readonly isHost: boolean,
  ) {}

  get state() {
    return this.room.view?.recording ?? null
  }
  get running(): boolean {
    return Boolean(this.state?.agreed_at)
  }
  /** Whose answer is missing: nothing is recorded before everybody who was let in agreed. */
  get awaited(): readonly SeatView[] {
    const { state, room } = this
    if (!state || state.agreed_at) return []
    return room.guests.filter((seat) => seat.admitted_at && !(seat.id in state.consents))
  }
  /** One is asked, and has not answered. */
  get asksMe(): boolean {
    return this.awaited.some((seat) => seat.id === this.room.me?.id)
  }
  /** Whether he may ask for it at all. */
  get possible(): boolean {
    return this.isHost && 'MediaRecorder' in globalThis && Boolean(this.room.asHost?.may_record)
  }
  get note(): Note | null {
    return this.#note
  }
  /** What was said was read. */
  seen(): void {
    this.#note = null
  }
  /** This page holds a recording that leaving would lose. */
  get here(): boolean {
    return this.#here
  }

  ask(wanted: Kind): Promise<void> {
    this.#note = null
    return this.say(wanted)
  }

  async stop(): Promise<void> {
    this.quits = this.state?.asked_at ?? ''
    this.request = ''
    // Even when the server cannot be told: nothing is recorded any more.
    await Promise.all([this.save(), this.say('none')])
  }

  async answer(agreed: boolean): Promise<void> {
    const { state } = this
    if (!state) return
    await this.trying(() => read(api.POST('/api/room/recording', { body: { agreed, kind: state.kind } })))
  }

  /** Starts, goes on, or stops, as the room now says; call it in an effect. */
  follow(sources: Sources): void {
    if (!this.isHost) return
    const { state } = this
    if (!state) {
      if (this.recorder) void this.save()
      else if (this.request && this.request !== this.quits) this.#note = 'refused'
      this.request = ''
    } else if (!state.agreed_at) {
      if (this.recorder) void this.save()
      this.request = state.asked_at
    } else if (this.request === state.asked_at) {
      this.record(state.kind, sources)
    } else if (this.quits !== state.asked_at) {
      void this.stop()
    }
  }

  /** Stops, and lets the browser save what there is. */
  async save(): Promise<void> {
    const { recorder } = this
    if (!recorder) return
    this.recorder = null
    this.request = ''
    const file = await recorder.stop()
    saveAs(file, file.name)
    this.#here = false
    this.#note = 'saved'
  }

  private record(kind: Kind, sources: Sources): void {
    try {
      this.recorder ??= new Recorder(kind)
      this.#here = true
      this.recorder.follow(sources)
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      this.#note = 'failed'
      void this.stop()
    }
  }

  private say(wanted: Kind | 'none'): Promise<void> {
    const params = { path: { appointment_id: this.room.id } }
    return this.trying(() => read(api.POST('/api/rooms/{appointment_id}/recording', { params, body: { wanted } })))
  }

  private async trying(run: () => Promise<unknown>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#note = 'failed'
    }
  }
}
