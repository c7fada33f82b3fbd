/** What the agenda screen shows: the day, the view, whose columns, which types and place. The address holds it. */
import { searchParams } from 'sv-router'
import type { PractitionerView } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { session } from '$lib/desk/session.svelte'
import { clock } from '$lib/time/clock.svelte'
import { addDays, daysBetween, isDay, monday, type Day } from '$lib/time/days'
import { toWall } from '$lib/time/zones'
import { agendas } from './agendas.svelte'

export type Mode = 'day' | 'week' | 'list'
const MODES: readonly Mode[] = ['day', 'week', 'list']

/** As it stands in the address; the router would read an id made of digits as a number. */
const parameter = (name: string) => searchParams.toURLSearchParams().get(name) ?? ''

const phone = globalThis.matchMedia?.('(max-width: 700px)')

/** Whatever many parts of the screen ask for is worked out once, until something that it rests on changes. */
class AgendaView {
  /** One practitioner at a time, larger targets. */
  #phone = $state(phone?.matches ?? false)
  /** A type's name: types are per professional, the same name means the same thing to the secretariat. */
  typeName = $state<string | null>(null)
  locationId = $state<string | null>(null)
  /** The left column. */
  panel = $state((globalThis.innerWidth ?? 1440) >= 1280)

  readonly #everybody: readonly PractitionerView[] = $derived.by(() => {
    if (session.state !== 'signed_in') return []
    return session.me.agendas
      .map((agenda) => practices.practitioner(agenda.practitioner.id) ?? agenda.practitioner)
      .filter((practitioner) => !practitioner.archived && !agendas.get(practitioner.id)?.refusal)
      .sort(
        (a, b) => a.practice_id.localeCompare(b.practice_id) || a.position - b.position || a.name.localeCompare(b.name),
      )
  })
  readonly #now = $derived(toWall(clock.minute, practices.zone(this.#everybody[0]?.location_id)))
  readonly #asked = $derived(parameter('day'))
  readonly #day: Day = $derived(isDay(this.#asked) ? this.#asked : this.#now.day)
  readonly #mode: Mode = $derived.by(() => {
    const asked = parameter('view')
    return MODES.find((mode) => mode === asked) ?? 'day'
  })
  readonly #shown: readonly PractitionerView[] = $derived.by(() => {
    const everybody = this.#everybody
    const asked = parameter('who').split('.')
    let chosen = asked[0] === 'all' ? everybody : everybody.filter((practitioner) => asked.includes(practitioner.id))
    if (!chosen.length) {
      const own = new Set(session.me.practices.map((practice) => practice.practitioner_id))
      chosen = everybody.filter((practitioner) => own.has(practitioner.id))
    }
    if (!chosen.length) chosen = everybody
    return this.#phone ? chosen.slice(0, 1) : chosen
  })
  readonly #days: readonly Day[] = $derived.by(() => {
    if (this.#mode !== 'week') return [this.#day]
    const start = monday(this.#day)
    return daysBetween(start, addDays(start, 6)).filter(
      (day, index) => index < 5 || day === this.#day || this.isBusy(day),
    )
  })

  constructor() {
    phone?.addEventListener('change', (event) => (this.#phone = event.matches))
  }

  get phone(): boolean {
    return this.#phone
  }

  /** Counts the jumps to another time: the grid brings the present hour, or the first one, into sight. */
  jumps = $state(0)

  get today(): Day {
    return this.#now.day
  }

  /** Minutes of the day, by the wall clock of the first practitioner's place. */
  get minute(): number {
    return this.#now.minute
  }

  get day(): Day {
    return this.#day
  }
  set day(day: Day) {
    if (day === this.today) searchParams.delete('day', undefined, { replace: true })
    else searchParams.set('day', day, { replace: true })
  }

  get mode(): Mode {
    return this.#mode
  }
  set mode(mode: Mode) {
    if (mode === 'day') searchParams.delete('view', undefined, { replace: true })
    else searchParams.set('view', mode, { replace: true })
  }

  /** The part of the day that the list shows, in minutes; null for all of it. */
  get hours(): [number, number] | null {
    const asked = this.mode === 'list' && /^(\d{1,4})-(\d{1,4})$/.exec(parameter('hours'))
    return asked ? [Number(asked[1]), Number(asked[2])] : null
  }
  set hours(hours: [number, number] | null) {
    if (hours) searchParams.set('hours', hours.join('-'), { replace: true })
    else searchParams.delete('hours', undefined, { replace: true })
  }

  /** Everybody whose agenda one may look at, in the order of the practice. */
  get everybody(): readonly PractitionerView[] {
    return this.#everybody
  }

  /** Whose columns are shown. A practitioner begins with his own, the secretariat with everybody. */
  get shown(): readonly PractitionerView[] {
    return this.#shown
  }

  show(practitionerIds: readonly string[]): void {
    if (!practitionerIds.length || practitionerIds.length === this.everybody.length) {
      searchParams.set('who', 'all', { replace: true })
    } else searchParams.set('who', practitionerIds.join('.'), { replace: true })
  }

  toggle(practitionerId: string): void {
    const ids = this.shown.map((practitioner) => practitioner.id)
    this.show(
      ids.includes(practitionerId) ? ids.filter((id) => id !== practitionerId) : this.ordered([...ids, practitionerId]),
    )
  }

  /** Shows one alone; again, everybody. */
  solo(practitionerId: string): void {
    const alone = this.shown.length === 1 && this.shown[0]?.id === practitionerId
    this.show(alone ? [] : [practitionerId])
  }

  /** The days of the screen. A week has its Saturday and Sunday only when something happens there. */
  get days(): readonly Day[] {
    return this.#days
  }

  /** The next or previous day, week; over a weekend when nobody works there. */
  step(count: 1 | -1): void {
    if (this.mode === 'week') {
      this.day = addDays(monday(this.day), 7 * count)
      return
    }
    let day = addDays(this.day, count)
    for (let skipped = 0; skipped < 2 && !this.isWorked(day); skipped++) day = addDays(day, count)
    this.day = day
  }

  goToday(): void {
    this.jump(() => (this.day = this.today))
  }

  jump(go: () => void): void {
    go()
    this.jumps++
  }

  /** The ids of the chosen type at each shown practitioner; null when every type is shown. */
  get typeIds(): ReadonlySet<string> | null {
    if (!this.typeName) return null
    const ids = new Set<string>()
    for (const { id } of this.shown)
      for (const type of agendas.get(id)?.types.values() ?? []) if (type.name === this.typeName) ids.add(type.id)
    return ids
  }

  /** The names of the types that the shown practitioners offer. */
  get typeNames(): string[] {
    const names = new Set<string>()
    for (const { id } of this.shown) for (const type of agendas.get(id)?.offered ?? []) names.add(type.name)
    return [...names].sort((a, b) => a.localeCompare(b))
  }

  private ordered(ids: readonly string[]): string[] {
    return this.everybody.map((practitioner) => practitioner.id).filter((id) => ids.includes(id))
  }

  private isBusy(day: Day): boolean {
    return this.#shown.some(({ id }) => {
      const column = agendas.get(id)?.column(day)
      return Boolean(column && (column.appointments.size || column.events.size || column.free?.open.length))
    })
  }

  /** Only a weekend known to be empty is passed over: nobody's Saturday morning is, because it had not come yet. */
  private isWorked(day: Day): boolean {
    if (!isWeekend(day) || this.isBusy(day)) return true
    return !this.shown.every(({ id }) => agendas.get(id)?.holds(day))
  }
}

function isWeekend(day: Day): boolean {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

export const view = new AgendaView()
