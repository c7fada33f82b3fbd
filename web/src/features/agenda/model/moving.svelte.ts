/** A block on its way: by the pointer, or by the arrows after M. One at a time; the grid draws its ghost. */
import { t } from '$i18n'
import { api, read, Refusal, type AppointmentView, type Shape } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { addDays, clockText, type Day } from '$lib/time/days'
import { longDay } from '$lib/time/format'
import { toWall, type Wall } from '$lib/time/zones'
import { announce } from '$lib/ui'
import { answered, focusBlock, move, spotOf, type Spot } from '../commands'
import { patientName, practitionerName } from '../words'
import { agendas } from './agendas.svelte'
import { STEP } from './slots'
import { view } from './view.svelte'

export type Kind = 'move' | 'resize'

export interface Ghost extends Spot {
  appointment: AppointmentView
  kind: Kind
  by: 'pointer' | 'keys'
  /** What comes of the move that was under way when the block was taken. */
  after: Promise<AppointmentView | null>
}

class Moving {
  #ghost = $state.raw<Ghost | null>(null)
  #carried = $state.raw<string | null>(null)
  #release = (): void => undefined

  get ghost(): Ghost | null {
    return this.#ghost
  }

  /** Which appointment is on its way. Apart from the ghost, which changes at every step: the columns look only at this. */
  get carried(): string | null {
    return this.#carried
  }

  /** Freezes the block where it is: what others do to it waits until the drop. */
  begin(appointment: AppointmentView, kind: Kind, by: Ghost['by']): void {
    this.abandon()
    this.#release = agendas.board.hold(appointment)
    this.#carried = appointment.id
    this.#ghost = { ...spotOf(appointment), appointment, kind, by, after: answered(appointment) }
    if (by === 'keys') announce(t('agenda.moving.start', patientName(appointment.patient)))
  }

  put(spot: Partial<Spot>): void {
    const ghost = this.#ghost
    if (!ghost) return
    if (Object.entries(spot).every(([name, value]) => ghost[name as keyof Spot] === value)) return
    this.#ghost = { ...ghost, ...spot }
  }

  /** Lets go: the move is sent, unless nothing changed. */
  drop(): void {
    const ghost = this.#ghost
    if (!ghost) return
    this.#ghost = this.#carried = null
    const from = spotOf(ghost.appointment)
    const same = (['practitionerId', 'day', 'start', 'end'] as const).every((name) => from[name] === ghost[name])
    if (same) this.#release()
    else void move(ghost.appointment, ghost, ghost.after)
    if (ghost.by === 'keys') requestAnimationFrame(() => focusBlock(ghost.appointment.id))
  }

  abandon(): void {
    const ghost = this.#ghost
    if (!ghost) return
    this.#ghost = this.#carried = null
    this.#release()
    if (ghost.by === 'keys') {
      announce(t('agenda.moving.abandoned'))
      requestAnimationFrame(() => focusBlock(ghost.appointment.id))
    }
  }

  // By keys

  /** Minutes earlier or later. */
  shift(minutes: number): void {
    const ghost = this.#ghost
    if (!ghost) return
    const length = ghost.end - ghost.start
    const start = Math.max(0, Math.min(1440 - length, ghost.start + minutes))
    this.put({ start, end: start + length })
    this.tell()
  }

  /** Longer or shorter, never less than one step. */
  stretch(minutes: number): void {
    const ghost = this.#ghost
    if (!ghost) return
    this.put({ end: Math.max(ghost.start + STEP, Math.min(1440, ghost.end + minutes)) })
    this.tell()
  }

  /** The next column to the right or left, as they stand on the screen. */
  sideways(count: 1 | -1): void {
    const ghost = this.#ghost
    if (!ghost) return
    const columns = view.days.flatMap((day) => view.shown.map(({ id }) => ({ day, practitionerId: id })))
    const index = columns.findIndex((one) => one.day === ghost.day && one.practitionerId === ghost.practitionerId)
    const next = columns[index + count]
    if (next) this.put(next)
    this.tell()
  }

  /** The screen went to another day: the block comes along. */
  follow(day: Day): void {
    if (!this.#ghost || this.#ghost.by === 'pointer') return
    this.put({ day })
    this.tell()
  }

  to(practitionerId: string): void {
    this.put({ practitionerId })
    this.tell()
  }

  /** To the next or previous free slot of its type; past the end of the day, to the first one of the days that follow. */
  async hop(count: 1 | -1): Promise<void> {
    const ghost = this.#ghost
    if (!ghost) return
    const length = ghost.end - ghost.start
    const starts = freeStarts(ghost)
    const next =
      count > 0 ? starts.find((start) => start > ghost.start) : starts.findLast((start) => start < ghost.start)
    if (next !== undefined) this.put({ start: next, end: next + length })
    else {
      const later = count > 0 ? await firstFreeAfter(ghost) : null
      if (!later || this.#ghost?.appointment !== ghost.appointment) return announce(t('agenda.moving.none'))
      this.put({ day: later.day, start: later.minute, end: later.minute + length })
      if (!view.days.includes(later.day)) view.day = later.day
    }
    this.tell()
  }

  private tell(): void {
    const ghost = this.#ghost
    if (!ghost) return
    const practitioner = practitionerName(practices.practitioner(ghost.practitionerId))
    announce(
      `${t('agenda.from_to', clockText(ghost.start), clockText(ghost.end))}, ${longDay(ghost.day)}, ${practitioner}`,
    )
  }
}

/** The server's first free slot of the ghost's type on a later day of the same practitioner. */
async function firstFreeAfter(ghost: Ghost): Promise<Wall | null> {
  const body: Shape<'FindSlots'> = {
    practitioner_ids: [ghost.practitionerId],
    type_name: typeOf(ghost),
    from_day: addDays(ghost.day, 1),
    limit: 1,
  }
  try {
    const [found] = (await read(api.POST('/api/slots/search', { body }))).slots
    return found ? toWall(found.slot.starts_at, practices.zone(found.slot.location_id)) : null
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** The name of its type: types are per professional, the same name means the same. */
function typeOf(ghost: Ghost): string | undefined {
  return agendas.get(ghost.appointment.practitioner_id)?.types.get(ghost.appointment.type_id ?? '')?.name
}

/** The free starts of the ghost's type in its column, in minutes; what it is drawn to. */
export function freeStarts(ghost: Ghost): number[] {
  const agenda = agendas.get(ghost.practitionerId)
  const name = typeOf(ghost)
  const starts = new Set<number>()
  for (const slot of agenda?.column(ghost.day).slots ?? []) {
    if (agenda?.types.get(slot.typeId)?.name === name) starts.add(slot.start)
  }
  return [...starts].sort((a, b) => a - b)
}

export const moving = new Moving()
