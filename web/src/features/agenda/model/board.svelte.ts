/**
 * Where every appointment stands on the grid: what the server says, or what this screen shows in its place while a
 * block is being dragged or a move is under way. Updates that come meanwhile are kept and shown afterwards.
 */
import type { AppointmentView } from '$lib/api'
import type { Author } from '$lib/live/frames'
import { toWall } from '$lib/time/zones'
import type { Column, Placed } from './column.svelte'

/** What the last change by somebody else was, for the sentence of a conflict. */
export interface LastChange {
  by: Author
  name: string
}

/** How long the news of a change may come after the answer that told of it, milliseconds. */
const LATE = 2_000

export class Board {
  private said = new Map<string, AppointmentView>()
  private held = new Map<string, AppointmentView>()
  private shown = new Map<string, Column>()
  private changes = new Map<string, LastChange & { version: number }>()
  private awaited = new Map<string, () => void>()

  constructor(
    private readonly columnOf: (practitionerId: string, day: string) => Column | null,
    private readonly zoneOf: (locationId: string) => string,
  ) {}

  /** The server's view. `by`: somebody else changed it just now. */
  say(view: AppointmentView, change: LastChange | null = null): void {
    const known = this.said.get(view.id)
    if (known && known.version > view.version) return
    this.said.set(view.id, view)
    if (change) {
      this.changes.set(view.id, { ...change, version: view.version })
      this.awaited.get(view.id)?.()
    }
    this.show(view.id, change !== null)
  }

  /** The agenda of this practitioner does not hold it any more; another one may have it by now. */
  unsay(id: string, practitionerId: string): void {
    if (this.said.get(id)?.practitioner_id !== practitionerId) return
    this.said.delete(id)
    this.show(id)
  }

  /** Shows `view` whatever the server says, until it is let go or held elsewhere. Gives what lets go of it. */
  hold(view: AppointmentView): () => void {
    const { id } = view
    const held = { ...view }
    this.held.set(id, held)
    this.show(id)
    return () => {
      if (this.held.get(id) !== held) return
      this.held.delete(id)
      this.show(id)
    }
  }

  /** The server's view of it, held or not. */
  get(id: string): AppointmentView | undefined {
    return this.said.get(id)
  }

  /** Where the screen shows it: at its new place while a move is under way. */
  onScreen(id: string): AppointmentView | undefined {
    return this.held.get(id) ?? this.said.get(id)
  }

  /** What somebody else did to make it as it is in `view`: a refusal may overtake the news of it. Unknown when no news comes. */
  async lastChange({ id, version }: AppointmentView): Promise<LastChange | undefined> {
    const known = () => {
      const last = this.changes.get(id)
      return last && last.version >= version ? last : undefined
    }
    if (!known()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LATE)
        this.awaited.set(id, () => {
          clearTimeout(timer)
          resolve()
        })
      })
      this.awaited.delete(id)
    }
    return known()
  }

  *of(practitionerId: string): Iterable<string> {
    for (const [id, view] of this.said) if (view.practitioner_id === practitionerId) yield id
  }

  /** Places everything again: a zone became known. */
  again(): void {
    for (const id of this.said.keys()) this.show(id)
  }

  private show(id: string, touched = false): void {
    const view = this.held.get(id) ?? this.said.get(id)
    const before = this.shown.get(id)
    const old = before?.appointments.get(id)
    const placed = view ? this.place(view) : null
    if (before && before !== placed?.column) {
      before.appointments.delete(id)
      this.shown.delete(id)
    }
    if (!placed || !view) return
    const count = (old?.touched ?? 0) + (touched ? 1 : 0)
    const next: Placed = { id, view, start: placed.start, end: placed.end, touched: count }
    if (before === placed.column && old && old.view === view && old.start === next.start && !touched) return
    placed.column.appointments.set(id, next)
    this.shown.set(id, placed.column)
  }

  private place(view: AppointmentView): { column: Column; start: number; end: number } | null {
    const { day, minute } = toWall(view.starts_at, this.zoneOf(view.location_id))
    const column = this.columnOf(view.practitioner_id, day)
    if (!column) return null
    const length = (Date.parse(view.ends_at) - Date.parse(view.starts_at)) / 60_000
    return { column, start: minute, end: Math.min(1440, minute + length) }
  }
}
