/** The day as a list: every appointment and event of the shown columns in the order of time. Pure. */
import type { PractitionerView } from '$lib/api'
import type { Column, Placed } from '../model/column.svelte'

export interface Row {
  id: string
  practitioner: PractitionerView
  item: Placed
}

/** Rows of several columns, earliest first; `keeps` filters. */
export function rows(
  columns: readonly { practitioner: PractitionerView; column: Pick<Column, 'appointments'> }[],
  keeps: (item: Placed) => boolean = () => true,
): Row[] {
  return columns
    .flatMap(({ practitioner, column }) =>
      [...column.appointments.values()].filter(keeps).map((item) => ({ id: item.id, practitioner, item })),
    )
    .sort((a, b) => a.item.start - b.item.start || a.practitioner.position - b.practitioner.position)
}
