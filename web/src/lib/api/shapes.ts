/** Names for the shapes that cross the wire; screens import them from here, never from the generated file. */
import type { components } from './schema'

type Schemas = components['schemas']

/* Until the server's document lists its routes, every address is accepted and the answer is named by the caller. */
interface AnyOperation {
  parameters: { query?: Record<string, unknown>; path?: Record<string, string> }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  requestBody?: { content: { 'application/json': any } }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  responses: { 200: { content: { 'application/json': any } } }
}
export type paths = Record<string, Record<'get' | 'post' | 'put' | 'patch' | 'delete', AnyOperation>>

export type PersonRef = Schemas['PersonRef']
export type PatientBrief = Schemas['PatientBrief']
export type AppointmentView = Schemas['AppointmentView']
export type AppointmentTypeView = Schemas['AppointmentTypeView']
export type AppointmentTypeFields = Schemas['AppointmentTypeFields']
export type Conditions = Schemas['Conditions']
export type BookAppointment = Schemas['BookAppointment']
export type ChangeAppointment = Schemas['ChangeAppointment']
export type Status = AppointmentView['status']
export type Accepted = NonNullable<BookAppointment['accept']>[number]
export type SlotView = Schemas['SlotView']
export type DayView = Schemas['DayView']
export type ClaimView = Schemas['ClaimView']
export type AgendaBody = Schemas['AgendaBody']
export type FindSlots = Schemas['FindSlots']
export type FoundSlot = Schemas['FoundSlot']
export type HistoryEntry = Schemas['HistoryEntry']
export type LeaveView = Schemas['LeaveView']
export type BlockView = Schemas['BlockView']
export type ExtraView = Schemas['ExtraView']
export type PlanningEventView = Schemas['PlanningEventView']
export type PlanningEventFields = Schemas['PlanningEventFields']
export type ReplacementView = Schemas['ReplacementView']
export type ScheduleView = Schemas['ScheduleView']
export type WaitingEntryView = Schemas['WaitingEntryView']
export type WaitingEntryFields = Schemas['WaitingEntryFields']

export type Right =
  | 'view'
  | 'book'
  | 'move'
  | 'cancel'
  | 'reason'
  | 'contact'
  | 'remarks'
  | 'documents'
  | 'sms'
  | 'waiting_list'
  | 'extras'
  | 'blocking'
  | 'override_block'
  | 'leave'
  | 'events'
  | 'missions'
  | 'chat'
  | 'statistics'
  | 'settings'
export type Role =
  'administrator' | 'practitioner' | 'secretary' | 'tele_secretary' | 'replacement' | 'outside_colleague'

export interface PractitionerView {
  id: string
  version: number
  practice_id: string
  name: string
  title: string
  profession: string
  specialty: string
  initials: string
  hue: number
  position: number
  location_id: string
  archived: boolean
}
export interface LocationView {
  id: string
  version: number
  name: string
  address: string
  zone: string
  region: string
  archived: boolean
}
export interface PracticeView {
  id: string
  version: number
  name: string
  phone: string
  email: string
}
export interface Me {
  person: { id: string; name: string; initials: string; email: string; hue: number }
  practices: { id: string; name: string; role: Role; practitioner_id: string | null }[]
  agendas: { practitioner: PractitionerView; practice_id: string; rights: Right[] }[]
  demo: boolean
  locale: string
}
export interface Welcome {
  demo: boolean
  setup_needed: boolean
  demo_logins: { email: string; password: string; name: string; role: Role }[]
  version: string
}
