/** What the agenda asks of the server. Moves show at once; whatever the server refuses slides back and says who and what. */
import { t } from '$i18n'
import { api, command, Refusal, type AppointmentView, type ChangeAppointment, type Done, type Status } from '$lib/api'
import { practices } from '$lib/desk/practices.svelte'
import { changing, undoable } from '$lib/desk/undo.svelte'
import { clockText, type Day } from '$lib/time/days'
import { capital, shortDay, timeText } from '$lib/time/format'
import { toInstant, toWall } from '$lib/time/zones'
import { announce, choose, confirm, notices } from '$lib/ui'
import { agendas } from './model/agendas.svelte'
import { view as screen } from './model/view.svelte'
import { acceptWarnings, warningsOf, warningText } from './warnings'
import { patientName, practitionerName, statusText, whoDidWhat } from './words'

/** Where a block was put: its column, and its minutes there. */
export interface Spot {
  practitionerId: string
  day: Day
  start: number
  end: number
}

const zoneOf = (appointment: AppointmentView) => practices.zone(appointment.location_id)

/** What the person has answered to the server's questions about a move. */
type Answers = Pick<ChangeAppointment, 'accept' | 'type_id'>

interface NamedType {
  id: string
  name: string
}

/** Where an appointment stands now. */
export function spotOf(appointment: AppointmentView): Spot {
  const { day, minute } = toWall(appointment.starts_at, zoneOf(appointment))
  const length = (Date.parse(appointment.ends_at) - Date.parse(appointment.starts_at)) / 60_000
  return { practitionerId: appointment.practitioner_id, day, start: minute, end: minute + length }
}

/** Shows the screen on an appointment and puts the focus on it. */
export function reveal(appointment: AppointmentView): void {
  const { day, practitionerId } = spotOf(appointment)
  screen.day = day
  if (screen.mode === 'list') screen.mode = 'day'
  if (!screen.shown.some((practitioner) => practitioner.id === practitionerId)) screen.toggle(practitionerId)
  requestAnimationFrame(() => focusBlock(appointment.id))
}

export function focusBlock(id: string): void {
  const block = document.querySelector<HTMLElement>(`[data-appointment="${id}"]`)
  block?.focus({ preventScroll: true })
  block?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

/** What came of the last move of each appointment whose answer has not come: null when it was not moved. */
const underWay = new Map<string, Promise<AppointmentView | null>>()

/** The appointment once its move under way has been answered. */
export function answered(appointment: AppointmentView): Promise<AppointmentView | null> {
  return underWay.get(appointment.id) ?? Promise.resolve(appointment)
}

/**
 * Moves, lengthens, or both. The block is shown at its new place until the server has answered. One that was taken
 * while a first move was under way waits for it, and starts from what came of it.
 */
export async function move(appointment: AppointmentView, to: Spot, after = answered(appointment)): Promise<void> {
  const { id } = appointment
  const release = agendas.board.hold(put(appointment, to))
  const moved = after.then((from) => {
    if (from) return send(from, to, {}, release)
    slideBack(id, release)
    return null
  })
  underWay.set(id, moved)
  try {
    await changing(() => moved)
  } finally {
    if (underWay.get(id) === moved) underWay.delete(id)
  }
}

/** The appointment as it will be there. */
function put(appointment: AppointmentView, to: Spot): AppointmentView {
  const starts_at = toInstant(to.day, to.start, zoneOf(appointment))
  const ends_at = new Date(Date.parse(starts_at) + (to.end - to.start) * 60_000).toISOString()
  return { ...appointment, starts_at, ends_at, practitioner_id: to.practitionerId }
}

/** Sends it, and lets go of the block when it is answered. */
async function send(
  appointment: AppointmentView,
  to: Spot,
  more: Answers,
  release: () => void,
): Promise<AppointmentView | null> {
  const from = spotOf(appointment)
  const body: ChangeAppointment = { version: appointment.version, ...more }
  if (to.start !== from.start || to.day !== from.day) body.starts_at = put(appointment, to).starts_at
  if (to.end - to.start !== from.end - from.start) body.duration = to.end - to.start
  if (to.practitionerId !== from.practitionerId) body.practitioner_id = to.practitionerId
  try {
    const done = await command<AppointmentView>(() =>
      api.PATCH('/api/appointments/{appointment_id}', { params: { path: { appointment_id: appointment.id } }, body }),
    )
    agendas.take(done)
    release()
    told(done, from, to)
    return done.view
  } catch (error) {
    return movedInVain(appointment, to, more, release, error)
  }
}

function told(done: Done<AppointmentView>, from: Spot, to: Spot): void {
  const name = patientName(done.view.patient)
  const practitioner = to.practitionerId === from.practitionerId ? undefined : practices.practitioner(to.practitionerId)
  const when = to.day === from.day ? clockText(to.start) : `${shortDay(to.day)} ${clockText(to.start)}`
  const isMove = practitioner !== undefined || to.day !== from.day || to.start !== from.start
  const title = isMove
    ? t('agenda.moved', name, practitioner ? `${when}, ${practitionerName(practitioner)}` : when)
    : t('agenda.resized', name, clockText(to.end))
  announce(title)
  undoable(title, done.change)
}

/** Asks what must be asked and sends it again; otherwise the block slides back, and why is said. */
async function movedInVain(
  appointment: AppointmentView,
  to: Spot,
  body: Answers,
  release: () => void,
  error: unknown,
): Promise<AppointmentView | null> {
  const back = (theirs?: AppointmentView) => {
    slideBack(appointment.id, () => {
      if (theirs) agendas.board.say(theirs)
      release()
    })
    return null
  }
  if (!(error instanceof Refusal)) throw error
  const title = t('agenda.move.failed', patientName(appointment.patient))
  if (error.code === 'needs_confirmation') {
    const kinds = await acceptWarnings(error, t('agenda.move.confirm', clockText(to.start)), zoneOf(appointment))
    if (!kinds) return back()
    return send(appointment, to, { ...body, accept: [...new Set([...(body.accept ?? []), ...kinds])] }, release)
  }
  if (error.code === 'stale') {
    const theirs = error.data['theirs'] as AppointmentView
    back(theirs)
    void conflict(theirs, title, () => void move(theirs, to))
    return null
  }
  const types = (error.data['types'] as NamedType[] | undefined) ?? []
  if (error.code === 'type_unknown' && types.length) {
    const type_id = await chooseType(types, to)
    return type_id ? send(appointment, to, { ...body, type_id }, release) : back()
  }
  const why = error.code === 'blocked' ? warningsOf(error).map((one) => warningText(one, zoneOf(appointment))) : []
  notices.failed(title, why.length ? why.join(' ') : error)
  return back()
}

/** Types are per professional: when the other one has none of that name, the person chooses among his (F072). */
function chooseType(types: readonly NamedType[], to: Spot): Promise<string | null> {
  const name = practitionerName(practices.practitioner(to.practitionerId))
  return choose({
    title: t('agenda.move.type', name),
    label: t('common.type'),
    options: types.map((type) => ({ value: type.id, text: type.name })),
    yes: t('agenda.menu.move'),
  })
}

/** Who changed it first, and what they did; the person may look, or do it again on top. */
async function conflict(theirs: AppointmentView, title: string, again: () => void): Promise<void> {
  const last = await agendas.board.lastChange(theirs)
  const by = last?.by.name ?? t('agenda.conflict.somebody')
  const text = whoDidWhat(by, last?.name ?? '', timeText(theirs.starts_at, zoneOf(theirs)))
  notices.failed(text, title, {
    actions: [
      { label: t('common.see'), run: () => reveal(theirs) },
      { label: t('common.retry'), run: again },
    ],
  })
  announce(text)
}

/** Lets the block glide from where it is to where it belongs. */
function slideBack(id: string, change: () => void): void {
  const before = document.querySelector(`[data-appointment="${id}"]`)?.getBoundingClientRect()
  change()
  requestAnimationFrame(() => {
    const block = document.querySelector(`[data-appointment="${id}"]`)
    const after = block?.getBoundingClientRect()
    if (!before || !after || matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const path = `translate(${before.left - after.left}px, ${before.top - after.top}px)`
    block?.animate(
      [
        { transform: path, zIndex: 9 },
        { transform: 'none', zIndex: 9 },
      ],
      { duration: 260, easing: 'ease-out' },
    )
  })
}

/** Marks where the patient is (Q36). Without the server it waits: a mark cannot double-book. */
export function mark(appointment: AppointmentView, status: Exclude<Status, 'cancelled'>): Promise<void> {
  return changing(async () => {
    try {
      const done = await command<AppointmentView>(
        () =>
          api.POST('/api/appointments/{appointment_id}/status', {
            params: { path: { appointment_id: appointment.id } },
            body: { version: appointment.version, status },
          }),
        { offline: 'queue' },
      )
      agendas.take(done)
      undoable(t('agenda.marked', patientName(done.view.patient), statusText(status)), done.change)
    } catch (error) {
      refused(t('agenda.mark.failed', patientName(appointment.patient)), error, (theirs) => void mark(theirs, status))
    }
  })
}

/** Cancels after asking (F001); the record stays, and "Annuler" brings it back. */
export async function cancel(appointment: AppointmentView): Promise<boolean> {
  const spot = spotOf(appointment)
  const name = patientName(appointment.patient)
  const agreed = await confirm({
    title: t('agenda.cancel.title', name),
    lines: [
      t(
        'agenda.cancel.when',
        capital(shortDay(spot.day)),
        clockText(spot.start),
        practitionerName(practices.practitioner(spot.practitionerId)),
      ),
      t('agenda.cancel.keeps'),
      t('agenda.cancel.told'),
    ],
    yes: t('agenda.cancel.yes'),
    no: t('common.back'),
    danger: true,
  })
  if (!agreed) return false
  return changing(async () => {
    try {
      const done = await command<AppointmentView>(() =>
        api.POST('/api/appointments/{appointment_id}/cancel', {
          params: { path: { appointment_id: appointment.id } },
          body: { version: appointment.version },
        }),
      )
      agendas.take(done)
      undoable(t('agenda.cancelled', name), done.change)
      return true
    } catch (error) {
      refused(t('agenda.cancel.failed', name), error, (theirs) => void cancel(theirs))
      return false
    }
  })
}

function refused(title: string, error: unknown, again: (theirs: AppointmentView) => void): void {
  if (error instanceof Refusal && error.code === 'stale') {
    const theirs = error.data['theirs'] as AppointmentView
    agendas.board.say(theirs)
    void conflict(theirs, title, () => again(theirs))
    return
  }
  notices.failed(title, error)
}
