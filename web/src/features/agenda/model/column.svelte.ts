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

  /** The free slots on the wall clock of their place; worked out once for whoever asks. */
  readonly slots: readonly WallSlot[] = $derived(
    (this.#free?.slots ?? []).map((slot) => {
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
    }),
  )

  /** From the first minute that must be on the axis to the last; null when there is nothing. */
  readonly extent: Span | null = $derived.by(() => {
    const spans = [...this.appointments.values(), ...this.events.values()]
    const open = (this.#free?.open ?? []) as [number, number][]
    if (!spans.length && !open.length) return null
    return {
      start: Math.min(...spans.map((span) => span.start), ...open.map(([start]) => start)),
      end: Math.max(...spans.map((span) => span.end), ...open.map(([, end]) => end)),
    }
  })

  clear(): void {
    for (const map of [this.appointments, this.claims, this.blocks, this.extras, this.events]) map.clear()
    this.free = null
  }
}
