/** The booking window's state: when, with whom, for whom. Everything can still be changed before confirming (F021). */
import type { AppointmentTypeView, AppointmentView, FoundSlot, PractitionerView, Shape, SlotView } from '$lib/api'
import { api, read } from '$lib/api'
import { agendas } from '$features/agenda/model/agendas.svelte'
import { view as screen } from '$features/agenda/model/view.svelte'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import type { BookingStart } from '$lib/desk/windows.svelte'
import { addDays, type Day } from '$lib/time/days'
import { toInstant, toWall } from '$lib/time/zones'
import type { Wish } from './claim.svelte'
import { chipAt, chipsOf, nearest, typeFor, type Chip } from './spots'

const NO_SLOTS: readonly SlotView[] = []

export class Booking {
  #practitionerId = $state('')
  #typeId = $state<string | null>(null)
  #day = $state<Day>('')
  #startsAt = $state<string | null>(null)
  #extraId = $state<string | null>(null)
  #free = $state(false)
  #length = $state<number | null>(null)
  /** The minute to fall on when the slots of another day, type or practitioner are known. */
  #wanted = $state<number | null>(null)
  #locationId = $state<string | null>(null)

  /** The appointment being changed. */
  readonly before: AppointmentView | null

  constructor(start: BookingStart, before: AppointmentView | null = null) {
    this.before = before
    this.#practitionerId = before?.practitioner_id ?? start.practitionerId ?? this.offeredTo[0]?.id ?? ''
    const startsAt = before?.starts_at ?? start.startsAt ?? null
    this.#startsAt = startsAt
    this.#typeId = before?.type_id ?? start.typeId ?? null
    this.#extraId = before?.extra_id ?? start.extraId ?? null
    this.#free = before?.off_schedule ?? start.offSchedule ?? false
    this.#locationId = before?.location_id ?? null
    this.#day =
      startsAt === null ? (screen.day < screen.today ? screen.today : screen.day) : toWall(startsAt, this.zone).day
    this.#length = before ? minutesBetween(before.starts_at, before.ends_at) : (start.duration ?? null)
  }

  /** The same again: another day, near the same hour. */
  static again(original: AppointmentView): Booking {
    const booking = new Booking({
      practitionerId: original.practitioner_id,
      typeId: original.type_id ?? undefined,
      startsAt: original.starts_at,
    })
    booking.aim(addDays(booking.day, 7), booking.minute ?? 540)
    return booking
  }

  /** Whose agenda one may book on. */
  get offeredTo(): PractitionerView[] {
    return screen.everybody.filter(
      (one) => session.may(this.before ? 'move' : 'book', one.id) || one.id === this.before?.practitioner_id,
    )
  }

  get practitionerId(): string {
    return this.#practitionerId
  }
  set practitionerId(id: string) {
    const name = this.type?.name
    this.#wanted = this.minute
    this.#practitionerId = id
    this.#locationId = null
    this.#extraId = null
    this.#typeId = this.offered.find((type) => type.name === name)?.id ?? null
    if (!this.#free) this.#startsAt = null
  }
  get practitioner(): PractitionerView | undefined {
    return practices.practitioner(this.#practitionerId)
  }
  /** Where, when the hours are set freely: the practitioner's first place until another is chosen. */
  get locationId(): string | null {
    return this.#locationId ?? (this.#free ? (this.practitioner?.location_id ?? null) : null)
  }
  set locationId(id: string | null) {
    this.#locationId = id
  }
  get practiceId(): string {
    return this.practitioner?.practice_id ?? ''
  }
  get zone(): string {
    return practices.zone(this.locationId ?? this.practitioner?.location_id)
  }

  private get agenda() {
    return agendas.get(this.#practitionerId)
  }
  /** The types this practitioner offers; the one of the appointment stays even when it is offered no more. */
  get offered(): AppointmentTypeView[] {
    const offered = this.agenda?.offered ?? []
    const old =
      this.before?.type_id && this.before.practitioner_id === this.#practitionerId
        ? this.agenda?.types.get(this.before.type_id)
        : undefined
    return old && !offered.includes(old) ? [...offered, old] : offered
  }
  get typeId(): string | null {
    return this.#typeId
  }
  set typeId(id: string | null) {
    this.#typeId = id
    this.#length = null
    if (this.#free || this.#startsAt === null) return
    const { startsAt, minute } = this
    if (startsAt !== null && !chipAt(this.chips, startsAt, this.#extraId)) {
      this.#wanted = minute
      this.#startsAt = null
    }
  }
  get type(): AppointmentTypeView | undefined {
    return this.#typeId ? this.agenda?.types.get(this.#typeId) : undefined
  }

  get day(): Day {
    return this.#day
  }
  set day(day: Day) {
    if (day === this.#day) return
    const minute = this.minute ?? this.#wanted ?? 0
    this.#day = day
    if (this.#free) {
      this.#startsAt = toInstant(day, minute, this.zone)
      return
    }
    this.#wanted = minute
    this.#startsAt = null
    this.#extraId = null
  }
  /** Whether the free slots of the day are known. */
  get isDayKnown(): boolean {
    return this.agenda?.holds(this.#day) ?? false
  }
  /** The starts on offer that day for the chosen type. */
  get chips(): Chip[] {
    return this.#typeId ? chipsOf(this.slots, this.#typeId, (id) => practices.zone(id)) : []
  }
  private get slots(): readonly SlotView[] {
    return this.agenda?.column(this.#day).free?.slots ?? NO_SLOTS
  }

  get startsAt(): string | null {
    return this.#startsAt
  }
  get extraId(): string | null {
    return this.#extraId
  }
  /** Minutes from midnight at the place. */
  get minute(): number | null {
    return this.#startsAt === null ? null : toWall(this.#startsAt, this.zone).minute
  }
  /** The chip that stands for the chosen start; none when it is off the schedule or was taken meanwhile. */
  get chip(): Chip | undefined {
    return this.#startsAt === null ? undefined : chipAt(this.chips, this.#startsAt, this.#extraId)
  }
  get duration(): number {
    return this.#length ?? this.type?.duration ?? 0
  }
  get endsAt(): string | null {
    return this.#startsAt === null ? null : new Date(Date.parse(this.#startsAt) + this.duration * 60_000).toISOString()
  }
  /** The change keeps the appointment where it stands. */
  get isStaying(): boolean {
    const { before } = this
    return (
      before !== null &&
      this.#startsAt !== null &&
      before.practitioner_id === this.#practitionerId &&
      Date.parse(before.starts_at) === Date.parse(this.#startsAt)
    )
  }

  choose(chip: Chip): void {
    this.#startsAt = chip.startsAt
    this.#extraId = chip.extraId
    this.#wanted = null
    if (!this.before) this.#length = null
  }

  /** Looks for the start nearest to a minute of a day. */
  aim(day: Day, minute: number): void {
    this.#day = day
    this.#free = false
    this.#extraId = null
    this.#startsAt = null
    this.#wanted = minute
  }

  /** A slot found elsewhere: its day, its start, its type. */
  jump({ practitioner_id, slot }: FoundSlot): void {
    this.#practitionerId = practitioner_id
    this.#typeId = slot.type_id
    this.#startsAt = slot.starts_at
    this.#extraId = slot.extra_id ?? null
    this.#day = toWall(slot.starts_at, practices.zone(slot.location_id)).day
    this.#free = false
    this.#wanted = null
  }

  /** Start and end set freely (F027). */
  get free(): boolean {
    return this.#free
  }
  set free(free: boolean) {
    this.#free = free
    if (free) {
      this.#startsAt ??= toInstant(this.#day, this.#wanted ?? 540, this.zone)
      this.#extraId = null
    } else {
      const { minute } = this
      this.#length = null
      if (!this.chip && !this.isStaying) {
        this.#wanted = minute
        this.#startsAt = null
      }
    }
  }
  setHours(start: number, end: number): void {
    this.#startsAt = toInstant(this.#day, start, this.zone)
    this.#length = end - start
  }

  /** Chooses what the server has said enough to choose: the first type, the start that a change fell on. */
  settle(): void {
    if (!this.#typeId) this.#typeId = typeFor(this.slots, this.#startsAt, this.offered)
    if (this.#wanted === null || this.#startsAt !== null || !this.isDayKnown) return
    const chip = nearest(this.chips, this.#wanted)
    if (chip) this.choose(chip)
  }

  /** The first free slot of the type from a day on, or null. */
  async findFirst(from: Day): Promise<FoundSlot | null> {
    if (!this.#typeId) return null
    const body: Shape<'FindSlots'> = {
      practitioner_ids: [this.#practitionerId],
      type_ids: [this.#typeId],
      from_day: from,
      limit: 1,
    }
    return (await read<Shape<'FoundSlots'>>(api.POST('/api/slots/search', { body }))).slots[0] ?? null
  }

  /** The minutes to put one's hand on. A change that stays where it is needs none. */
  get wish(): Wish | null {
    if (this.#startsAt === null || !this.duration || !this.#practitionerId) return null
    if (this.isStaying) return null
    if (!session.may('book', this.#practitionerId)) return null
    return {
      practitionerId: this.#practitionerId,
      startsAt: this.#startsAt,
      duration: this.duration,
      extraId: this.#extraId,
    }
  }

  /** Sees to it that the agenda and the day are at hand. Call it in an effect. */
  want(): void {
    this.agenda?.want([this.#day])
  }
}

const minutesBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000
