/** The four columns (F110) and the order in them. Pure. */
import type { MissionView } from '$lib/api'

export type Status = MissionView['status']
export const STATUSES: readonly Status[] = ['todo', 'doing', 'done', 'archived']

/** Where a mission is carried: into a column, after another one or first. */
export interface Spot {
  status: Status
  after: string | null
}

/** As the server keeps a column; of the archive, what came last stands first. */
export function byPlace(one: MissionView, other: MissionView): number {
  if (one.status === 'archived' && one.moved_at !== other.moved_at) return one.moved_at < other.moved_at ? 1 : -1
  if (one.position !== other.position) return one.position < other.position ? -1 : 1
  return one.id < other.id ? -1 : 1
}

/** The column with a mission in its place. */
export function withMission(column: readonly MissionView[], mission: MissionView): MissionView[] {
  let low = 0
  let high = column.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (byPlace(column[middle]!, mission) < 0) low = middle + 1
    else high = middle
  }
  return [...column.slice(0, low), mission, ...column.slice(low)]
}

/** The column without it. */
export function without(column: readonly MissionView[], id: string): readonly MissionView[] {
  return column.some((one) => one.id === id) ? column.filter((one) => one.id !== id) : column
}

/** The column as it looks once a mission lies at its spot; behind one that is gone it comes last, as on the server. */
export function laid(column: readonly MissionView[], mission: MissionView, spot: Spot): MissionView[] {
  const others = column.filter((one) => one.id !== mission.id)
  if (spot.status === 'archived' || spot.after === null) return [mission, ...others]
  const place = others.findIndex((one) => one.id === spot.after)
  const at = place < 0 ? others.length : place + 1
  return [...others.slice(0, at), mission, ...others.slice(at)]
}

/** The spot one step up or down in a column that shows the mission, or in the column beside; null at the edge. */
export function stepped(
  columns: Readonly<Record<Status, readonly MissionView[]>>,
  id: string,
  spot: Spot,
  key: 'up' | 'down' | 'left' | 'right',
): Spot | null {
  const ids = columns[spot.status].filter((one) => one.id !== id).map((one) => one.id)
  const place = spot.after === null ? 0 : ids.indexOf(spot.after) + 1
  if (key === 'up') return place > 0 ? { ...spot, after: ids[place - 2] ?? null } : null
  if (key === 'down') return place < ids.length ? { ...spot, after: ids[place]! } : null
  const status = STATUSES[STATUSES.indexOf(spot.status) + (key === 'right' ? 1 : -1)]
  if (!status) return null
  const others = columns[status].filter((one) => one.id !== id)
  return { status, after: others[Math.min(place, others.length) - 1]?.id ?? null }
}
