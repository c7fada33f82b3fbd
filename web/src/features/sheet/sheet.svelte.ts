/**
 * The sheet of one appointment on this screen: the drawing, kept the same as everybody's, and what passes by.
 * It follows the topic `sheet/{appointment}`; painting is `painter.ts`'s, reading the pen is `Sheet.svelte`'s.
 */
import { t } from '$i18n'
import { api, command, Refusal, type Shape } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import type { Body, EventFrame, Presence, SignalFrame } from '$lib/live/frames'
import type { Follower } from '$lib/live/session'
import { notices } from '$lib/ui'
import { decode, encode } from './base64'
import { Board } from './board'
import { FIRST, packed, type Colour, type Page, type Point } from './marks'
import { Passing, POINTER_FADES } from './passing'
import { Sending, type Outcome } from './sending'

/** Milliseconds between two signals: a hundred frames a second are all that a connection may send. */
const PACE = 15
/** Milliseconds until what could not be sent is tried again. */
const RETRY = 2_000

/** How a change reaches the server: the practitioner names the appointment, a guest's cookie does. */
export type Draw = (update: string) => Promise<unknown>

export function drawOn(appointment: string): Draw {
  const params = { path: { appointment_id: appointment } }
  return (update) => command(() => api.POST('/api/appointments/{appointment_id}/sheet', { params, body: { update } }))
}
export const drawAsGuest: Draw = (update) => command(() => api.POST('/api/room/sheet', { body: { update } }))

export class Sheet implements Follower {
  board: Board
  readonly passing = new Passing()
  /** What has to be painted again: these marks, or everything. */
  onredraw: ((marks: ReadonlySet<string> | 'all') => void) | null = null
  onpassing: (() => void) | null = null

  #ready = $state(false)
  #refusal = $state.raw<string | null>(null)
  #waiting = $state(0)
  #people = $state.raw<Presence[]>([])
  #pages = $state.raw<Page[]>([{ id: FIRST, height: 0, over: false, file: null }])
  #shown = $state(FIRST)
  #undo = $state(false)
  #redo = $state(false)
  #marks = $state(0)

  private readonly topic: string
  private readonly sending = new Sending(
    (update) => this.send(update),
    (waiting) => (this.#waiting = waiting),
  )
  private repairs = false
  private joined = false
  private retry: ReturnType<typeof setTimeout> | undefined
  private said = 0
  private fading: ReturnType<typeof setInterval>

  constructor(
    readonly appointment: string,
    private readonly draw: Draw,
  ) {
    this.topic = `sheet/${appointment}`
    this.board = this.fresh()
    connection.follow(this.topic, {}, this)
    this.fading = setInterval(() => this.passing.fade(performance.now()) && this.onpassing?.(), POINTER_FADES / 6)
  }

  /** The drawing is here. */
  get ready(): boolean {
    return this.#ready
  }
  /** The server does not give it. */
  get refusal(): string | null {
    return this.#refusal
  }
  /** Changes that are not with the server yet. */
  get waiting(): number {
    return this.#waiting
  }
  /** The others who have the sheet open. */
  get people(): readonly Presence[] {
    return this.#people
  }
  get pages(): readonly Page[] {
    return this.#pages
  }
  /** The page on the screen; another one when it was taken away. */
  get page(): Page {
    return this.#pages.find((one) => one.id === this.#shown) ?? this.#pages[0]!
  }
  get canUndo(): boolean {
    return this.#undo
  }
  get canRedo(): boolean {
    return this.#redo
  }
  get isEmpty(): boolean {
    return this.#marks === 0
  }

  show(page: string): void {
    this.joined = true
    this.#shown = page
    connection.here(this.topic, { page })
  }

  /** Whoever comes to a drawing sees the page that the others look at; from then on he turns pages himself. */
  private join(): void {
    if (this.joined || !this.#ready) return
    const page = this.#people.map((one) => one.state.page).find((id) => this.#pages.some((one) => one.id === id))
    if (typeof page !== 'string') return
    this.joined = true
    if (page !== this.#shown) this.show(page)
  }

  close(): void {
    clearInterval(this.fading)
    connection.unfollow(this.topic)
    this.board.destroy()
  }

  // What passes by.

  /** Tells the others how a stroke goes on: its points from `from` on. Says whether it was time to. */
  tellPen(key: string, colour: Colour, width: number, points: readonly Point[], from: number, last = false): boolean {
    if (!last && !this.mayTell()) return false
    const body = { key, page: this.page.id, colour, width, from, points: encode(packed(points.slice(from))) }
    connection.signal(this.topic, 'pen', body)
    return true
  }

  tellGone(key: string): void {
    connection.signal(this.topic, 'pen', { key, gone: true })
  }

  tellPointer(at: { x: number; y: number } | null): void {
    if (at && !this.mayTell()) return
    connection.signal(this.topic, 'pointer', at ? { page: this.page.id, ...at } : { gone: true })
  }

  private mayTell(): boolean {
    const now = performance.now()
    if (now - this.said < PACE) return false
    this.said = now
    return true
  }

  // What the server says.

  snapshot(body: Body): void {
    const updates = this.updatesOf(body)
    for (const update of updates) this.board.take(update)
    const missing = this.board.beyond(updates[0] ?? null)
    if (missing && (this.repairs || !this.#waiting)) this.sending.add(missing)
    this.repairs = false
    this.#ready = true
    this.#refusal = null
    connection.here(this.topic, { page: this.page.id })
    this.onredraw?.('all')
    this.join()
    void this.sending.resume()
  }

  event(frame: EventFrame): void {
    const before = new Set(this.#pages.map((one) => one.id))
    for (const update of this.updatesOf(frame.body.put)) this.board.take(update)
    void this.sending.resume()
    // A document was laid under the drawing: that is what both look at now.
    const laid = this.#pages.find((one) => one.file && !before.has(one.id))
    if (laid) this.show(laid.id)
  }

  quiet(): void {
    void this.sending.resume()
  }

  refused(code: string): void {
    this.#ready = false
    this.#refusal = code
  }

  signal(frame: SignalFrame): void {
    if (this.passing.hear(frame, performance.now())) this.onpassing?.()
  }

  present(people: ReadonlyMap<string, Presence>): void {
    this.#people = [...people.values()].filter((one) => one.connection !== connection.id)
    this.join()
  }

  private updatesOf(body: Body | undefined): Uint8Array[] {
    return ((body?.updates ?? []) as Shape<'SheetChange'>[]).map((one) => decode(one.update))
  }

  private async send(update: Uint8Array): Promise<Outcome> {
    try {
      await this.draw(encode(update))
      return 'taken'
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 0 || error.status === 401 || error.status === 503 || error.code === 'too_many') {
        // The return of the socket may come before this answer: ask again by oneself too.
        clearTimeout(this.retry)
        this.retry = setTimeout(() => void this.sending.resume(), RETRY)
        return 'later'
      }
      if (error.code === 'sheet_behind' && !this.repairs) this.repairs = true
      else {
        notices.failed(t('sheet.lost'), error)
        this.board.destroy()
        this.board = this.fresh()
      }
      // Read anew, then send what the server turns out to lack.
      connection.widen(this.topic, {})
      return 'refused'
    }
  }

  private fresh(): Board {
    const board: Board = new Board({
      changed: (update) => this.sending.add(update),
      redraw: (marks, pages) => {
        if (pages) this.#pages = board.pages
        this.#undo = board.canUndo
        this.#redo = board.canRedo
        this.#marks = board.size
        this.passing.drop(marks)
        this.onredraw?.(pages ? 'all' : marks)
      },
    })
    this.#pages = board.pages
    this.#undo = this.#redo = false
    this.#marks = 0
    return board
  }

  /** Undoes one's own last act, whatever the others did since. */
  undo(): void {
    this.board.undo()
    this.turned()
  }
  redo(): void {
    this.board.redo()
    this.turned()
  }
  private turned(): void {
    this.#undo = this.board.canUndo
    this.#redo = this.board.canRedo
  }
}
