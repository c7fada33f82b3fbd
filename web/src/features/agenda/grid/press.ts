/** What a press on the grid opens: a card, a booking, a form, or the small menu of a mark. */
import { session } from '$lib/desk/session.svelte'
import { practices } from '$lib/desk/practices.svelte'
import { windows } from '$lib/desk/windows.svelte'
import type { Day } from '$lib/time/days'
import { toInstant } from '$lib/time/zones'
import type { Box } from '$lib/ui/anchored'
import { forms } from '../forms/forms.svelte'
import { agendas } from '../model/agendas.svelte'
import type { Column } from '../model/column.svelte'
import type { Span } from '../model/lanes'
import { view } from '../model/view.svelte'

/** Some minutes of a column. */
export interface PressedSpot {
  practitionerId: string
  day: Day
  column: Column
  minute: number
  zone: string
}

/** The column and the minute under a press; a focused thing counts by its own start. */
export function spotAt(event: MouseEvent, axis: Span): PressedSpot | null {
  const target = event.target as HTMLElement
  const element = target.closest<HTMLElement>('[data-column]')
  const { practitioner: practitionerId, day } = element?.dataset ?? {}
  const column = practitionerId && day ? agendas.get(practitionerId)?.column(day) : undefined
  if (!element || !column || !practitionerId || !day) return null
  const start = target.closest<HTMLElement>('[data-start]')?.dataset['start']
  const box = element.getBoundingClientRect()
  const pressed = axis.start + ((event.clientY - box.top) / box.height) * (axis.end - axis.start)
  const minute = start === undefined ? Math.floor(pressed / 15) * 15 : Number(start)
  return {
    practitionerId,
    day,
    column,
    minute,
    zone: practices.zone(practices.practitioner(practitionerId)?.location_id),
  }
}

/** A mark whose menu was asked for, and where that menu goes. */
export interface Asked {
  target: HTMLElement
  spot: PressedSpot
  anchor: Box
}

/** Opens what was pressed; answers a mark when there are several things to do with it. */
export function openThing(event: MouseEvent, axis: Span): Asked | null {
  const target = event.target as HTMLElement
  const spot = spotAt(event, axis)
  if (!spot) return null
  const appointment = target.closest<HTMLElement>('[data-appointment]')
  if (appointment) {
    void windows.open('appointment', {
      appointmentId: appointment.dataset['appointment'] as string,
      practitionerId: spot.practitionerId,
    })
    return null
  }
  const planned = target.closest<HTMLElement>('[data-event]')
  if (planned) {
    forms.open('event', spot.column, { eventId: planned.dataset['event'] as string })
    return null
  }
  const mark = target.closest<HTMLElement>('[data-block], [data-extra], [data-leave]')
  if (mark) return { target, spot, anchor: mark.getBoundingClientRect() }
  book(target, spot)
  return null
}

/** Opens the booking window on a free slot, on somebody's claim, or outside the schedule (F020, F027). */
export function book(target: HTMLElement, spot: PressedSpot): void {
  if (!session.may('book', spot.practitionerId)) return
  const free = target.closest<HTMLElement>('[data-free]')
  const types = free?.dataset['types']?.split(' ') ?? []
  const chosen = types.length === 1 ? types[0] : types.find((id) => view.typeIds?.has(id))
  void windows.open('booking', {
    practitionerId: spot.practitionerId,
    startsAt: toInstant(spot.day, spot.minute, spot.zone),
    typeId: chosen,
    extraId: free?.dataset['extraId'] ?? null,
    offSchedule: !free && !target.closest('[data-claim]'),
  })
}
