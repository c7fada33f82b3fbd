/** From the free slots of a day to what the booking window offers. The slots themselves come from the server. Pure. */
import type { AppointmentTypeView, SlotView } from '$lib/api'
import { toWall } from '$lib/time/zones'

/** A start that may be chosen. */
export interface Chip {
  startsAt: string
  /** Minutes from midnight, at the place. */
  minute: number
  extraId: string | null
  locationId: string
  blocked: boolean
  overruns: boolean
}

/** The starts of one type, in order; the same start in and out of an extra range is two. */
export function chipsOf(slots: readonly SlotView[], typeId: string, zoneOf: (locationId: string) => string): Chip[] {
  return slots
    .filter((slot) => slot.type_id === typeId)
    .map((slot) => ({
      startsAt: slot.starts_at,
      minute: toWall(slot.starts_at, zoneOf(slot.location_id)).minute,
      extraId: slot.extra_id ?? null,
      locationId: slot.location_id,
      blocked: slot.blocked ?? false,
      overruns: slot.overruns ?? false,
    }))
    .sort((a, b) => a.minute - b.minute || Number(a.extraId !== null) - Number(b.extraId !== null))
}

/** Whether an instant is one of these starts. */
export function chipAt(chips: readonly Chip[], startsAt: string, extraId: string | null): Chip | undefined {
  const at = Date.parse(startsAt)
  return (
    chips.find((chip) => Date.parse(chip.startsAt) === at && chip.extraId === extraId) ??
    chips.find((chip) => Date.parse(chip.startsAt) === at)
  )
}

/** The type a window opens with: one that may start at this minute, otherwise the practitioner's first. */
export function typeFor(
  slots: readonly SlotView[],
  startsAt: string | null,
  offered: readonly AppointmentTypeView[],
): string | null {
  const at = startsAt === null ? null : Date.parse(startsAt)
  const fitting = offered.find((type) =>
    slots.some((slot) => slot.type_id === type.id && Date.parse(slot.starts_at) === at),
  )
  return (fitting ?? offered[0])?.id ?? null
}

/** The start a changed wish falls on: the same minute when it is offered, otherwise the next one, or the last. */
export function nearest(chips: readonly Chip[], minute: number): Chip | undefined {
  const open = chips.filter((chip) => !chip.blocked)
  return open.find((chip) => chip.minute >= minute) ?? open.at(-1)
}

/** The start after this one. */
export function after(chips: readonly Chip[], startsAt: string): Chip | undefined {
  const at = Date.parse(startsAt)
  return chips.find((chip) => !chip.blocked && Date.parse(chip.startsAt) > at)
}
