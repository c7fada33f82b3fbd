/**
 * Windows that any screen may open: `windows.open('booking', { … })`. A feature owns each of them and loads it when it is
 * first asked for; the shell mounts the stack. What a window needs is written here, so that features do not import one another.
 */
import type { Component } from 'svelte'
import { learn, t } from '$i18n'
import type { CallView, ChatCard, MissionView, PatientBrief, PhoneCallView, Shape } from '$lib/api'
import { connection } from '$lib/live/connection.svelte'
import { notices } from '$lib/ui'

/** Where a booking starts from; everything is optional and can still be changed in the window (F021). */
export interface BookingStart {
  practitionerId?: string
  typeId?: string
  /** Instant, UTC. */
  startsAt?: string
  /** Minutes; given when a range was drawn. */
  duration?: number
  extraId?: string | null
  patientId?: string
  /** The time lies outside the schedule (F027). */
  offSchedule?: boolean
  /** The entry of the waiting list that this booking answers. */
  waitingId?: string
  /** Told once it is booked. */
  ondone?: (appointmentId: string) => void
}

/** A referral to who sends the patient on. */
export interface Onward {
  id: string
  practitionerId: string
  reason: string
}

/** What a new mission starts from. */
export interface MissionStart {
  title?: string
  description?: string
  status?: MissionView['status']
  practitionerId?: string | null
  patient?: MissionView['patient']
  appointmentId?: string
  /** The message that it is made from. */
  said?: { conversationId: string; saidId: string }
}

export interface Windows {
  booking: BookingStart
  /** The card of an appointment; the agenda of its practitioner must be on screen or loadable. */
  appointment: { appointmentId: string; practitionerId: string }
  /** Changing an appointment in the booking window. */
  appointmentEdit: { appointmentId: string; practitionerId: string }
  /** The same appointment again, at another time (F036). */
  appointmentDuplicate: { appointmentId: string; practitionerId: string }
  patient: { patientId: string }
  /** A patient is created, then `done` is told. */
  patientCreate: { practiceId?: string; name?: string; done?: (patientId: string) => void }
  /** Adding to the waiting list, or changing an entry of it. */
  waiting: { patientId?: string; practitionerId?: string; typeId?: string; entryId?: string }
  /** A mission of a practice's board, or a new one with what is known of it. */
  mission: { practiceId: string; missionId?: string; start?: MissionStart }
  /** Marking a message of one's own, or a mission, urgent. */
  urgent: {
    practiceId: string
    practitionerId?: string | null
    about: { conversationId: string; saidId: string } | { missionId: string }
  }
  commands: { text?: string }
  /** Choosing the conversation in which something is shown. */
  share: { practiceId: string; card: ChatCard }
  /** Sending a patient to a colleague (F112); `instead`: what another one declined. */
  refer: {
    practiceId: string
    patient?: PatientBrief
    to?: Shape<'ColleagueView'>
    onward?: Onward
    instead?: Shape<'ReferralView'>
  }
  /** A caller's card: of a call, of a number, or empty for one to be typed. */
  caller: { number?: string; call?: PhoneCallView }
  /** The messages of a patient who waits for a teleconsultation; offered once somebody does. */
  exchange: { call: CallView }
  /** With a patient at the desk, before or after his practitioner; offered as the other. */
  reception: { call: CallView }
}

export type WindowName = keyof Windows
export type WindowProps<Name extends WindowName> = Windows[Name] & { onclose: () => void }
export type WindowLoaders = { [Name in WindowName]?: () => Promise<{ default: Component<WindowProps<Name>> }> }

interface Open {
  id: number
  component: Component<Record<string, unknown>>
  props: Record<string, unknown>
}

/** Its code is out of reach: the server is away, or it was replaced by a newer one. */
export function cannotLoad(): void {
  const why = connection.cut ? 'cut' : 'reload'
  notices.failed(t(`shell.${why}.title`), t(why === 'cut' ? 'shell.cut.reading' : 'shell.reload.text'))
}

class WindowStack {
  #open = $state.raw<readonly Open[]>([])
  private loaders: WindowLoaders = {}
  private nextId = 1

  /** For the shell: what to mount, the last one on top. */
  get stack(): readonly Open[] {
    return this.#open
  }

  register(loaders: WindowLoaders): void {
    Object.assign(this.loaders, loaders)
  }

  /** Whether some feature offers this window. */
  offers(name: WindowName): boolean {
    return name in this.loaders
  }

  /** Brings every window's code, so that they open without waiting, and without the server. */
  async fetch(): Promise<void> {
    await Promise.allSettled(Object.values(this.loaders).map((load) => load()))
  }

  async open<Name extends WindowName>(name: Name, props: Windows[Name]): Promise<void> {
    const loader = this.loaders[name]
    if (!loader) throw new Error(`no feature offers the window ${name}`)
    const loaded = await Promise.all([loader(), learn()]).catch(() => null)
    if (!loaded) return cannotLoad()
    const component = loaded[0].default
    const id = this.nextId++
    const onclose = () => (this.#open = this.#open.filter((one) => one.id !== id))
    this.#open = [
      ...this.#open,
      { id, component: component as unknown as Component<Record<string, unknown>>, props: { ...props, onclose } },
    ]
  }

  closeAll(): void {
    this.#open = []
  }
}

export const windows = new WindowStack()
