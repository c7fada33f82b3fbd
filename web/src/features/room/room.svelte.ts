/** The room as the server tells it, live, and the word every twenty seconds that this page is open. */
import {
  Refusal,
  type GuestEntry,
  type HostEntry,
  type PaymentView,
  type RoomView,
  type SeatView,
  type Slot,
} from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import { LiveStore } from '$lib/live/store.svelte'
import { serverNow } from '$lib/time/clock.svelte'
import { draws } from './company/roles'
import { lensOf, type Lens } from './controls/steering/lens'
import type { Line } from './line'
import type { Quality } from './quality'
import { saidBy, seatOf } from './speaking'

const SAY_EVERY = 20_000

/** What one's page tells the other's of itself. */
export interface Told {
  microphone: boolean
  camera: boolean
  screen: boolean
  drawing: boolean
  /** His picture is paused, because the line does not carry it. */
  spared: boolean
  /** What the patient's camera can do, and whether it may be driven; the practitioner's may not. */
  lens: Lens | null
}

export class Room {
  #lost = $state.raw<string | null>(null)
  #theirs = $state.raw<Quality | null>(null)
  #entry = $state.raw<GuestEntry | HostEntry | null>(null)
  /** Hears what the practitioner asks of this camera. */
  onsteer: ((said: Record<string, unknown>) => void) | null = null
  private store: LiveStore
  private timer: ReturnType<typeof setInterval> | undefined
  private opening: ReturnType<typeof setTimeout> | undefined
  private saidAs = ''
  private away = false

  constructor(
    readonly id: string,
    private readonly first: RoomView | null,
    private readonly line: Line,
    private readonly role: 'guest' | 'host',
    /** A guest's own place: the patient's, or that of somebody invited beside him. */
    private readonly seatId = '',
  ) {
    this.store = new LiveStore(`room/${id}`, {}, ['room', 'seats', 'payments'])
    this.store.onSignal = (frame) => {
      // What the server says comes from nobody's connection.
      if (frame.name === 'slots' && !frame.from) this.seated(frame.body as unknown as { seat: string; slots: Slot[] })
      else if (frame.name === 'steer') this.onsteer?.(frame.body)
      else if (frame.name === 'quality' && this.speaker(frame.from) === this.other?.id) {
        this.#theirs = frame.body as unknown as Quality
      }
    }
    connection.start(role === 'guest' ? '/ws/room' : '/ws')
    this.timer = setInterval(() => void this.sayHere(), SAY_EVERY)
  }

  get view(): RoomView | null {
    return this.store.of<RoomView>('room').get(this.id) ?? this.first
  }
  get me(): SeatView | undefined {
    return this.role === 'host' ? this.seat('host') : this.store.of<SeatView>('seats').get(this.seatId)
  }
  /** Whom one came for: the practitioner, and for him the patient. */
  get other(): SeatView | undefined {
    return this.seat(this.role === 'host' ? 'patient' : 'host')
  }
  /** Everybody else who has a place. */
  get company(): SeatView[] {
    const { me, other } = this
    return [...this.store.of<SeatView>('seats').values()]
      .filter((seat) => seat.id !== me?.id && seat.id !== other?.id)
      .sort((a, b) => a.role.localeCompare(b.role) || a.id.localeCompare(b.id))
  }
  /** Everybody else in the consultation: whoever was let in, and the practitioner. */
  get present(): SeatView[] {
    return this.everybody.filter((seat) => seat.role === 'host' || seat.admitted_at)
  }
  /** Who shows his screen to the others. */
  get showing(): SeatView | undefined {
    return this.everybody.find((seat) => this.stateOf(seat).screen)
  }
  /** Somebody else who draws has the sheet open; the others only look on. */
  get drawing(): boolean {
    return this.everybody.some((seat) => draws(seat.role) && this.stateOf(seat).drawing)
  }
  /** What is asked for this consultation. */
  get payment(): PaymentView | undefined {
    return [...this.store.of<PaymentView>('payments').values()][0]
  }
  /** The page of what was shared with the patient for it; empty: nothing was. */
  get documents(): string {
    return (this.#entry as GuestEntry | null)?.documents ?? ''
  }
  /** What only the practitioner's place knows. */
  get asHost(): HostEntry | null {
    return this.role === 'host' ? (this.#entry as HostEntry | null) : null
  }
  get ready(): boolean {
    return this.store.ready
  }
  /** Why this page may not be here any more. */
  get lost(): string | null {
    return this.#lost ?? this.store.refusal
  }
  /** How the other's line holds, as his page says. */
  get theirQuality(): Quality | null {
    return this.#theirs
  }
  /** What the other turned off himself, and what he shows. */
  get otherState(): Told {
    return this.stateOf(this.other)
  }
  /** The same of anybody. */
  stateOf(seat: SeatView | undefined): Told {
    const said = seat && saidBy(this.store.people, seat.id, this.seat('host')?.id)
    return {
      microphone: said?.microphone !== false,
      camera: said?.camera !== false,
      screen: said?.screen === true,
      drawing: said?.drawing === true,
      spared: said?.spared === true,
      lens: lensOf(said?.lens),
    }
  }

  /** Says that this page is open, on every new socket; call it in an effect. */
  follow(): void {
    // Another device took the seat, or the link holds no more: the server says which.
    const socket = connection.ended ? 'ended' : connection.open ? connection.id : this.saidAs
    if (socket !== this.saidAs) void this.sayHere(socket)
  }

  tell(state: Told): void {
    connection.here(`room/${this.id}`, { ...state })
  }
  tellQuality(quality: Quality): void {
    connection.signal(`room/${this.id}`, 'quality', { ...quality })
  }

  /** Asks something of the patient's camera. */
  steer(said: Record<string, unknown>): void {
    connection.signal(`room/${this.id}`, 'steer', said)
  }

  /** Let in, one may know who else is there: asks for the room again under that right. */
  widen(): void {
    connection.widen(`room/${this.id}`, {})
  }
  /** One is gone: this page says nothing more until `again`. */
  rest(): void {
    this.away = true
  }

  /** Says it anew on the present socket. */
  again(): void {
    this.away = false
    void this.sayHere()
  }

  close(): void {
    clearInterval(this.timer)
    clearTimeout(this.opening)
    this.store.close()
  }

  private async sayHere(socket = connection.open ? connection.id : ''): Promise<void> {
    if (!socket || this.away) return
    this.saidAs = socket
    try {
      const entry = await this.line.here(socket)
      this.#lost = null
      this.#entry = entry
      clearTimeout(this.opening)
      const left = Date.parse(entry.room.opens_at) - serverNow()
      // At the very minute the door opens, one waits without pressing anything.
      if (entry.phase === 'early' && left < 86_400_000) {
        this.opening = setTimeout(() => void this.sayHere(), Math.max(500, left + 300))
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if ([401, 404, 410].includes(error.status)) this.#lost = error.code
      else this.saidAs = ''
    }
  }

  private seated(said: { seat: string; slots: Slot[] }): void {
    if (said.seat === this.me?.id) this.line.onslots?.(said.slots)
  }

  /** Everybody but the practitioner. */
  get guests(): SeatView[] {
    return [...this.store.of<SeatView>('seats').values()].filter((seat) => seat.role !== 'host')
  }

  private get everybody(): SeatView[] {
    return this.other ? [this.other, ...this.company] : this.company
  }

  /** Whose page speaks through that connection. */
  private speaker(from: string): string | undefined {
    const one = this.store.people.find(({ connection }) => connection === from)
    return one && seatOf(one, this.seat('host')?.id)
  }

  private seat(role: string): SeatView | undefined {
    return [...this.store.of<SeatView>('seats').values()].find((seat) => seat.role === role)
  }
}
