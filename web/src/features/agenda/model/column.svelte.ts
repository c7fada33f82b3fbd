/** One practitioner, one day: what the grid draws. Its maps are the only thing that a live update touches. */
import { SvelteMap } from 'svelte/reactivity'
import type { AppointmentView, BlockView, ClaimView, DayView, ExtraView, PlanningEventView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import type { Day } from '$lib/time/days'
import { toWall } from '$lib/time/zones'
import type { Span } from './lanes'
import type { WallSlot } from './slots'

/** An appointment on the wall clock of its place. */
export interface Placed extends Span {
  id: string
  view: AppointmentView
  /** Counts the changes that came from somebody else: the tint plays again at each. */
  touched: number
}

export interface PlacedClaim extends Span {
  id: string
  view: ClaimView
}

export class Column {
  readonly appointments = new SvelteMap<string, Placed>()
  readonly claims = new SvelteMap<string, PlacedClaim>()
  readonly blocks = new SvelteMap<string, BlockView>()
  readonly extras = new SvelteMap<string, ExtraView>()
  readonly events = new SvelteMap<string, PlanningEventView>()
  #free = $state.raw<DayView | null>(null)

  constructor(
    readonly practitionerId: string,
    readonly day: Day,
  ) {}

  /** Free slots and opening hours; null until the server said. */
  get free(): DayView | null {
    return this.#free
  }
  set free(free: DayView | null) {
    this.#free = free
  }

  /** The free slots on the wall clock of their place. */
  get slots(): WallSlot[] {
    return (this.#free?.slots ?? []).map((slot) => {
      const start = toWall(slot.starts_at, practices.zone(slot.location_id)).minute
      return {
        start,
        end: start + (Date.parse(slot.ends_at) - Date.parse(slot.starts_at)) / 60_000,
        typeId: slot.type_id,
        locationId: slot.location_id,
        extraId: slot.extra_id ?? null,
        blocked: slot.blocked ?? false,
        overruns: slot.overruns ?? false,
      }
    })
  }

  /** Everything that must fit on the axis. */
  *spans(): Iterable<Span> {
    for (const [start, end] of (this.#free?.open ?? []) as [number, number][]) yield { start, end }
    yield* this.appointments.values()
    yield* this.events.values()
  }

  clear(): void {
    for (const map of [this.appointments, this.claims, this.blocks, this.extras, this.events]) map.clear()
    this.free = null
  }
}
