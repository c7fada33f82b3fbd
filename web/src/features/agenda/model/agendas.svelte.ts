/** The agendas one may see, live: one topic a practitioner, one column a day. */
import { SvelteMap } from 'svelte/reactivity'
import type {
  AppointmentTypeView,
  AppointmentView,
  BlockView,
  ClaimView,
  DayView,
  Done,
  ExtraView,
  LeaveView,
  PlanningEventView,
  ReplacementView,
  WaitingEntryView,
} from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { connection } from '$lib/live/connection.svelte'
import type { Body, DayRange, EventFrame, Params, View } from '$lib/live/frames'
import { apply, replace, type Collections } from '$lib/live/reducer'
import type { Follower } from '$lib/live/session'
import type { Day } from '$lib/time/days'
import { toWall } from '$lib/time/zones'
import { Board, type LastChange } from './board.svelte'
import { Column } from './column.svelte'
import { Coverage } from './coverage'

/** Collections whose views belong to a day; the others are about the whole agenda and always complete in a snapshot. */
const BY_DAY = new Set(['appointments', 'claims', 'blocks', 'extras', 'planning_events', 'days'])
/** The plan behind an agenda; a change of a schedule is only seen by its effect, a stale range. */
const PLANNED = ['types', 'leaves', 'blocks', 'extras', 'planning_events', 'replacements']

export class Agenda implements Follower, Collections {
  readonly types = new SvelteMap<string, AppointmentTypeView>()
  readonly leaves = new SvelteMap<string, LeaveView>()
  readonly replacements = new SvelteMap<string, ReplacementView>()
  readonly waiting = new SvelteMap<string, WaitingEntryView>()
  #refusal = $state.raw<string | null>(null)
  /** Grows when days arrive or grow old, so that screens look again. */
  #news = $state(0)
  #planned = $state(0)
  #heard = $state(0)

  private columns = new Map<Day, Column>()
  private coverage = new Coverage()
  /** The day of what is kept by day, to find it again when it is dropped. */
  private whereabouts = new Map<string, Day>()
  private change: LastChange | null = null

  constructor(
    readonly practitionerId: string,
    private readonly board: Board,
  ) {}

  get topic(): string {
    return `agenda/${this.practitionerId}`
  }
  /** The server's reason for not showing this agenda. */
  get refusal(): string | null {
    return this.#refusal
  }

  /** Grows with every change of the plan behind this agenda, whatever its days: who lists all of it reads it again. */
  get planned(): number {
    return this.#planned
  }

  /** Grows with every event of this agenda. */
  get heard(): number {
    return this.#heard
  }

  /** The column of a day; made when it is first looked at. */
  column(day: Day): Column {
    let column = this.columns.get(day)
    if (column) return column
    // Under its own root: whoever looks first may go away, and what he made would fall silent with him.
    $effect.root(() => void (column = new Column(this.practitionerId, day)))
    this.columns.set(day, column as unknown as Column)
    return column as unknown as Column
  }

  /** Whether there is something to show for that day. Reactive. */
  holds(day: Day): boolean {
    return this.#news >= 0 && this.coverage.holds(day)
  }

  leaveOn(day: Day): LeaveView | undefined {
    for (const leave of this.leaves.values()) if (leave.from_day <= day && day <= leave.to_day) return leave
    return undefined
  }

  replacementOn(day: Day): ReplacementView | undefined {
    for (const replacement of this.replacements.values()) if (replacement.days.includes(day)) return replacement
    return undefined
  }

  /** Types in the practitioner's own order, without those that are no longer offered. */
  get offered(): AppointmentTypeView[] {
    return [...this.types.values()].filter((type) => !type.archived).sort((a, b) => a.position - b.position)
  }

  /** Sees to it that these days are at hand and fresh. Reactive: call it in an effect. */
  want(days: readonly Day[]): void {
    void this.#news
    if (this.#refusal) return
    const range = this.coverage.missing(days)
    if (range) this.ask(range)
  }

  private followed = false

  private ask(range: DayRange): void {
    this.coverage.ask(range)
    const params = { from: range.from, to: range.to }
    if (this.followed) connection.widen(this.topic, params)
    else connection.follow(this.topic, params, this)
    this.followed = true
  }

  close(): void {
    if (this.followed) connection.unfollow(this.topic)
    this.followed = false
    this.forget()
  }

  // Follower

  snapshot(body: Body, params: Params, continuous: boolean): void {
    const range = params as unknown as DayRange
    this.#refusal = null
    replace(this, body, (collection, id) => {
      if (!BY_DAY.has(collection)) return true
      const day = this.dayOf(collection, id)
      return day !== undefined && range.from <= day && day <= range.to
    })
    this.coverage.cover(range, continuous)
    this.#news++
    if (!continuous) this.#planned++
  }

  event(frame: EventFrame): void {
    const byOther = frame.by?.id !== session.me.person.id
    this.change = byOther && frame.by ? { by: frame.by, name: frame.name } : null
    apply(this, frame.body)
    this.change = null
    this.#heard++
    const { put, drop, stale } = frame.body
    if (stale || PLANNED.some((name) => put?.[name] ?? drop?.[name])) this.#planned++
    if (frame.body.stale) {
      this.coverage.outdate(frame.body.stale)
      this.#news++
    }
  }

  quiet(): void {
    if (this.coverage.forgetQuestions()) this.#news++
  }

  lost(): void {
    this.forget()
  }

  refused(code: string): void {
    this.forget()
    this.#refusal = code
  }

  private forget(): void {
    for (const id of [...this.board.of(this.practitionerId)]) this.board.unsay(id, this.practitionerId)
    for (const column of this.columns.values()) column.clear()
    for (const map of [this.types, this.leaves, this.replacements, this.waiting]) map.clear()
    this.whereabouts.clear()
    this.coverage.clear()
    this.#news++
  }

  // Collections

  put(collection: string, view: View): void {
    switch (collection) {
      case 'appointments': {
        const appointment = view as AppointmentView
        if (appointment.status === 'cancelled') return this.board.unsay(view.id, this.practitionerId)
        return this.board.say(appointment, this.change)
      }
      case 'claims': {
        const claim = view as ClaimView
        const from = toWall(claim.starts_at, this.zone)
        const end = from.minute + (Date.parse(claim.ends_at) - Date.parse(claim.starts_at)) / 60_000
        this.settle('claims', view.id, from.day)
        this.column(from.day).claims.set(view.id, { id: view.id, view: claim, start: from.minute, end })
        return
      }
      case 'blocks':
        this.settle('blocks', view.id, (view as BlockView).day)
        this.column((view as BlockView).day).blocks.set(view.id, view as BlockView)
        return
      case 'extras':
        this.settle('extras', view.id, (view as ExtraView).day)
        this.column((view as ExtraView).day).extras.set(view.id, view as ExtraView)
        return
      case 'planning_events':
        this.settle('planning_events', view.id, (view as PlanningEventView).day)
        this.column((view as PlanningEventView).day).events.set(view.id, view as PlanningEventView)
        return
      case 'days':
        this.column(view.id).free = view as DayView
        return
      case 'types':
        this.types.set(view.id, view as AppointmentTypeView)
        return
      case 'leaves':
        this.leaves.set(view.id, view as LeaveView)
        return
      case 'replacements':
        this.replacements.set(view.id, view as ReplacementView)
        return
      case 'waiting':
        this.waiting.set(view.id, view as WaitingEntryView)
    }
  }

  drop(collection: string, id: string): void {
    if (collection === 'appointments') return this.board.unsay(id, this.practitionerId)
    if (collection === 'days') {
      this.column(id).free = null
      return
    }
    const day = this.whereabouts.get(`${collection} ${id}`)
    if (day !== undefined) {
      this.whereabouts.delete(`${collection} ${id}`)
      this.mapOf(this.column(day), collection)?.delete(id)
    } else this.whole(collection)?.delete(id)
  }

  ids(collection: string): Iterable<string> {
    if (collection === 'appointments') return this.board.of(this.practitionerId)
    if (collection === 'days') return [...this.columns].filter(([, column]) => column.free).map(([day]) => day)
    if (!BY_DAY.has(collection)) return this.whole(collection)?.keys() ?? []
    const prefix = `${collection} `
    return [...this.whereabouts.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
  }

  names(): Iterable<string> {
    return [...BY_DAY, 'types', 'leaves', 'replacements', 'waiting']
  }

  private get zone(): string {
    return practices.zone(practices.practitioner(this.practitionerId)?.location_id)
  }

  private dayOf(collection: string, id: string): Day | undefined {
    if (collection === 'days') return id
    if (collection !== 'appointments') return this.whereabouts.get(`${collection} ${id}`)
    const view = this.board.get(id)
    return view && toWall(view.starts_at, practices.zone(view.location_id)).day
  }

  /** Notes the day of a view; one that changed its day leaves the old column. */
  private settle(collection: string, id: string, day: Day): void {
    const key = `${collection} ${id}`
    const before = this.whereabouts.get(key)
    if (before !== undefined && before !== day) this.mapOf(this.column(before), collection)?.delete(id)
    this.whereabouts.set(key, day)
  }

  private mapOf(column: Column, collection: string): Map<string, unknown> | undefined {
    const maps: Record<string, Map<string, unknown>> = {
      claims: column.claims,
      blocks: column.blocks,
      extras: column.extras,
      planning_events: column.events,
    }
    return maps[collection]
  }

  private whole(collection: string): Map<string, unknown> | undefined {
    const maps: Record<string, Map<string, unknown>> = {
      types: this.types,
      leaves: this.leaves,
      replacements: this.replacements,
      waiting: this.waiting,
    }
    return maps[collection]
  }
}

class Agendas {
  private all = $state.raw<ReadonlyMap<string, Agenda>>(new Map())
  readonly board: Board = new Board(
    (practitionerId, day) => this.all.get(practitionerId)?.column(day) ?? null,
    (locationId) => practices.zone(locationId),
  )

  /** Keeps exactly the agendas one may see; what may no longer be seen leaves the screen. */
  keep(practitionerIds: readonly string[]): void {
    const next = new Map<string, Agenda>()
    for (const id of practitionerIds) next.set(id, this.all.get(id) ?? new Agenda(id, this.board))
    for (const [id, agenda] of this.all) if (!next.has(id)) agenda.close()
    this.all = next
  }

  get(practitionerId: string): Agenda | undefined {
    return this.all.get(practitionerId)
  }

  get list(): readonly Agenda[] {
    return [...this.all.values()]
  }

  /** Shows the answer of a command at once, unless its event has come first and perhaps others after it. */
  take(done: Done<AppointmentView>): void {
    const ahead = Object.entries(done.at).some(([topic, seq]) => (connection.position(topic) ?? 0) < seq)
    if (!ahead) return
    if (done.view.status === 'cancelled') this.board.unsay(done.view.id, done.view.practitioner_id)
    else this.board.say(done.view)
  }
}

export const agendas = new Agendas()
