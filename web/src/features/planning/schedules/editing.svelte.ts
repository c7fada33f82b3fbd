/** Changes to a schedule being edited: each is saved at once and can be undone; none waits to be lost (Q35). */
import { t } from '$i18n'
import { api, read, type ScheduleView, type Shape } from '$lib/api'
import { notices } from '$lib/ui'
import type { PlanOf } from '../plan.svelte'
import { periodText } from '../words'
import { cellsOf, copied, wantedFor, type Box, type Cell, type Range, type Wanted } from './grid'

type Change = Partial<Omit<Shape<'ScheduleFields'>, 'cells'>> & { cells?: Cell[] }

export class Editing {
  /** What is being saved, shown meanwhile. */
  #pending = $state.raw<Cell[] | null>(null)
  saving = $state(false)
  private queue: Promise<boolean> = Promise.resolve(true)
  private answered: ScheduleView | null = null
  private refusals = 0

  constructor(
    private readonly desk: PlanOf,
    private readonly schedule: () => ScheduleView,
  ) {}

  get cells(): Cell[] {
    return this.#pending ?? cellsOf(this.schedule().cells)
  }

  /** Saves a change over the schedule as it is now, after those before it; false when it was refused, which has been said. */
  save(change: Change, done: string): Promise<boolean> {
    if (change.cells) this.#pending = change.cells
    this.saving = true
    const refusals = this.refusals
    // What was drawn over a refused change would bring that change back: it is given up with it.
    const turn = this.queue.then(() => refusals === this.refusals && this.send(change, done))
    this.queue = turn
    return turn.finally(() => {
      if (this.queue !== turn) return
      this.#pending = null
      this.saving = false
    })
  }

  private async send(change: Change, done: string): Promise<boolean> {
    const { id, version, name, location_id, kind, cells } = this.newest()
    const fields = { name, location_id, kind, cells: cellsOf(cells), ...change }
    const saved = await this.desk.act(
      () =>
        api.PATCH('/api/schedules/{schedule_id}', { params: { path: { schedule_id: id } }, body: { version, fields } }),
      { done, failed: t('planning.schedule.not_saved', name) },
    )
    if (saved) {
      this.answered = saved.view.schedule
      this.warn(saved.view.warnings)
    } else {
      this.refusals += 1
      await this.desk.refresh()
    }
    return saved !== null
  }

  /** The plan may not have been read again since the last answer. */
  private newest(): ScheduleView {
    const shown = this.schedule()
    return this.answered?.id === shown.id && this.answered.version > shown.version ? this.answered : shown
  }

  /** Copies the ranges of a box over others (F084); the starts of another type are generated for it. */
  async copy(ranges: readonly Range[], from: Box, targets: readonly Box[], done: string): Promise<boolean> {
    const wanted = wantedFor(ranges, from, targets)
    const key = (one: Wanted) => `${one.typeId}|${one.start}|${one.end}`
    const starts = new Map<string, number[]>()
    try {
      for (const one of wanted) starts.set(key(one), (await generate(one)).starts)
    } catch (error) {
      notices.failed(t('planning.box.not_copied'), error)
      return false
    }
    return this.save({ cells: copied(this.cells, ranges, from, targets, (one) => starts.get(key(one)) ?? []) }, done)
  }

  private warn(warnings: Shape<'SavedSchedule'>['warnings']): void {
    for (const one of warnings)
      if (one.kind === 'same_place')
        notices.tell(t('planning.same_place', one.name), { text: periodText(one.from_day, one.to_day) })
  }
}

/** The starts that hours generate for a type (F083). */
export function generate({ typeId, start, end }: Wanted): Promise<Shape<'PreviewedStarts'>> {
  return read(api.POST('/api/schedules/preview', { body: { type_id: typeId, start, end } }))
}
