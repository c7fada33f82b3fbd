/**
 * A practice's board on the screen: four columns, each of which is worked out again only when something in it changes;
 * what one drops lies where it was dropped until the server has said so.
 */
import { SvelteMap } from 'svelte/reactivity'
import { api, command, read, type MissionTemplate, type MissionView } from '$lib/api'
import { Turns } from '$lib/forms/turns'
import { connection } from '$lib/live/connection.svelte'
import type { Body, EventFrame, View } from '$lib/live/frames'
import { apply, replace, type Collections } from '$lib/live/reducer'
import type { Follower } from '$lib/live/session'
import { laid, STATUSES, withMission, without, type Spot, type Status } from './order'

class Column {
  list = $state.raw<readonly MissionView[]>([])
}

export class Board implements Follower, Collections {
  ready = $state(false)
  refusal = $state.raw<string | null>(null)
  readonly templates = new SvelteMap<string, MissionTemplate>()
  /** How many windows and pages look at it. */
  lookers = 0
  private readonly missions = new SvelteMap<string, MissionView>()
  private readonly columns = Object.fromEntries(STATUSES.map((status) => [status, new Column()])) as Record<
    Status,
    Column
  >
  /** Dropped, and not yet told of by the server. */
  private readonly dropped = new SvelteMap<string, Spot>()
  /** Where it is put last is where it lies: the server hears of it in that order. */
  private readonly carried = new Map<string, Turns>()

  constructor(readonly practiceId: string) {
    connection.follow(this.topic, {}, this)
  }

  get topic(): string {
    return `missions/${this.practiceId}`
  }
  close(): void {
    connection.unfollow(this.topic)
  }

  get(id: string): MissionView | undefined {
    return this.missions.get(id)
  }
  /** A column as it lies, with what was dropped there just now. */
  column(status: Status): readonly MissionView[] {
    let column = this.columns[status].list
    for (const [id, spot] of this.dropped) {
      const mission = this.missions.get(id)
      if (!mission) continue
      column = spot.status === status ? laid(column, mission, spot) : without(column, id)
    }
    return column
  }

  /** Puts a mission somewhere; a refusal is thrown once it lies again where it was. */
  async carry(id: string, spot: Spot): Promise<void> {
    this.dropped.set(id, spot)
    const turns = this.carried.get(id) ?? new Turns()
    this.carried.set(id, turns)
    const params = { path: { mission_id: id } }
    try {
      const move = () => command(() => api.POST('/api/missions/{mission_id}/move', { params, body: spot }))
      const { view } = await turns.take(move)
      // The event says the same, and may be on its way.
      if (this.dropped.get(id) === spot) this.take(view)
    } finally {
      if (this.dropped.get(id) === spot) this.dropped.delete(id)
    }
  }

  /** So many more of the archive, behind what is at hand; whether there are older ones. */
  async older(limit: number): Promise<boolean> {
    const last = this.columns.archived.list.at(-1)
    const behind = last ? { before: last.moved_at, after: last.id } : { before: new Date().toISOString() }
    const params = { path: { practice_id: this.practiceId }, query: { ...behind, limit } }
    const { missions, more } = await read(api.GET('/api/practices/{practice_id}/missions/archived', { params }))
    for (const mission of missions) if (!this.missions.has(mission.id)) this.put('missions', mission)
    return more
  }

  /** What a command answered, unless something newer came by the socket. */
  take(view: MissionView): void {
    const known = this.missions.get(view.id)
    if (!known || known.acts <= view.acts) this.put('missions', view)
  }

  snapshot(body: Body): void {
    replace(this, body)
    this.refusal = null
    this.ready = true
  }
  event(frame: EventFrame): void {
    apply(this, frame.body)
  }
  lost(): void {
    for (const status of STATUSES) this.columns[status].list = []
    this.missions.clear()
    this.templates.clear()
    this.dropped.clear()
    this.ready = false
  }
  refused(code: string): void {
    this.lost()
    this.refusal = code
  }

  // What the reducer writes to.
  put(collection: string, view: View): void {
    if (collection === 'templates') this.templates.set(view.id, view as MissionTemplate)
    if (collection !== 'missions') return
    const mission = view as MissionView
    const before = this.missions.get(mission.id)
    this.missions.set(mission.id, mission)
    if (before && before.status === mission.status && before.position === mission.position) {
      const column = this.columns[mission.status]
      column.list = column.list.map((one) => (one.id === mission.id ? mission : one))
      return
    }
    if (before) this.columns[before.status].list = without(this.columns[before.status].list, mission.id)
    const column = this.columns[mission.status]
    column.list = withMission(column.list, mission)
  }
  drop(collection: string, id: string): void {
    if (collection === 'templates') this.templates.delete(id)
    if (collection !== 'missions') return
    const before = this.missions.get(id)
    if (before) this.columns[before.status].list = without(this.columns[before.status].list, id)
    this.missions.delete(id)
    this.dropped.delete(id)
  }
  ids(collection: string): Iterable<string> {
    return collection === 'templates' ? this.templates.keys() : collection === 'missions' ? this.missions.keys() : []
  }
  names(): Iterable<string> {
    return ['missions', 'templates']
  }
}
