/** The best slots of a wish, each of them a line to book or to move to. */
import { agendas } from '$features/agenda/model/agendas.svelte'
import { practitionerName } from '$features/agenda/words'
import { api, read, type FoundSlot, type Shape } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { capital, durationText, longDay, timeText } from '$lib/time/format'
import { toWall } from '$lib/time/zones'
import type { Day } from '$lib/time/days'
import type { Item } from './items'
import type { When } from './grammar/when'
import { questionOf } from './query'

const SHOWN = 5

/** Asks for the first free slots; of several types at one start, the first of the practitioner's order is shown. */
export async function findSlots(
  practitionerIds: readonly string[],
  type: { name?: string | null; ids?: readonly string[] },
  when: When,
  today: Day,
): Promise<FoundSlot[]> {
  if (!practitionerIds.length) return []
  const body: Shape<'FindSlots'> = {
    practitioner_ids: [...practitionerIds],
    type_name: type.name ?? null,
    type_ids: [...(type.ids ?? [])],
    ...questionOf(when, today),
    limit: type.name || type.ids?.length ? SHOWN * 2 : 80,
  }
  const { slots } = await read<Shape<'FoundSlots'>>(api.POST('/api/slots/search', { body }))
  const rank = (found: FoundSlot) => agendas.get(found.practitioner_id)?.types.get(found.slot.type_id)?.position ?? 0
  const best = new Map<string, FoundSlot>()
  for (const found of slots) {
    if (found.slot.blocked) continue
    const key = `${found.practitioner_id} ${found.slot.starts_at}`
    const known = best.get(key)
    if (!known || rank(found) < rank(known)) best.set(key, found)
  }
  return [...best.values()].slice(0, SHOWN)
}

/** How a slot is shown, and what is claimed while it is chosen. */
export function slotLine(
  found: FoundSlot,
  duration?: number,
): Pick<Item, 'id' | 'title' | 'detail' | 'aside' | 'hue' | 'wish'> {
  const { slot, practitioner_id } = found
  const zone = practices.zone(slot.location_id)
  const type = agendas.get(practitioner_id)?.types.get(slot.type_id)
  const minutes = duration ?? (Date.parse(slot.ends_at) - Date.parse(slot.starts_at)) / 60_000
  return {
    id: `slot ${practitioner_id} ${slot.starts_at} ${slot.type_id} ${slot.extra_id ?? ''}`,
    title: capital(whenText(found)),
    detail: [practitionerName(practices.practitioner(practitioner_id)), type?.name].filter(Boolean).join(' · '),
    aside: `${timeText(slot.starts_at, zone)} – ${timeText(Date.parse(slot.starts_at) + minutes * 60_000, zone)} · ${durationText(minutes)}`,
    hue: type?.hue ?? 155,
    wish: {
      practitionerId: practitioner_id,
      startsAt: slot.starts_at,
      duration: minutes,
      extraId: slot.extra_id ?? null,
    },
  }
}

/** "mardi 24 novembre · 09:20". */
export function whenText({ slot }: FoundSlot): string {
  const zone = practices.zone(slot.location_id)
  return `${longDay(toWall(slot.starts_at, zone).day)} · ${timeText(slot.starts_at, zone)}`
}
