/** Short sentences about the plan, used by several parts. */
import { language, t } from '$i18n'
import type { AppointmentTypeView, PractitionerView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import type { Run } from '$lib/forms/days'
import type { Day } from '$lib/time/days'
import { dayRange, fullDay, numericDay, shortDay } from '$lib/time/format'

/** "Consultation, Bilan", or "Tous les types". */
export function typesText(
  typeIds: readonly string[] | null | undefined,
  types: readonly AppointmentTypeView[],
): string {
  if (!typeIds) return t('planning.all_types')
  const names = types.filter((type) => typeIds.includes(type.id)).map((type) => type.name)
  return new Intl.ListFormat(language.tag, { type: 'unit' }).format(names)
}

/** "lundi 23 novembre 2026", or "du 23 au 27 novembre 2026". */
export function runText({ from, to }: Run): string {
  if (from === to) return fullDay(from)
  const year = to.slice(0, 4)
  return from.slice(0, 4) === year
    ? `${dayRange(from, to)} ${year}`
    : t('planning.days', numericDay(from), numericDay(to))
}

/** The same in a small place: "lun. 23 nov." or "du 23 au 27 novembre". */
export const shortRun = ({ from, to }: Run) => (from === to ? shortDay(from) : dayRange(from, to))

/** "du 01/09/2026 au 31/12/2026", "à partir du 01/09/2026". */
export const periodText = (from: Day, to: Day | null) =>
  to === null
    ? t('planning.from_day', numericDay(from))
    : from === to
      ? numericDay(from)
      : t('planning.days', numericDay(from), numericDay(to))

/** "Dr Claire Lefèvre". */
export const practitionerName = (one: PractitionerView) => [one.title, one.name].filter(Boolean).join(' ')

/** The name of a place; nothing when the practice has only one. */
export function placeText(practitioner: PractitionerView, locationId: string): string {
  if (practices.locations(practitioner.practice_id).length < 2) return ''
  return practices.location(locationId)?.name ?? ''
}

/** Places to choose from; one that was closed since stays in the list while it is used. */
export function placeOptions(practitioner: PractitionerView, used?: string): { value: string; text: string }[] {
  const open = practices.locations(practitioner.practice_id)
  const closed = used && !open.some((one) => one.id === used) ? practices.location(used) : undefined
  return [...open, ...(closed ? [closed] : [])].map((one) => ({ value: one.id, text: one.name }))
}
