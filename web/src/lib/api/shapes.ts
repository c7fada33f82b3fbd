/** Names for the shapes that cross the wire; screens import them from here, never from the generated file. */
import type { components } from './schema'

export type { paths } from './schema'

type Schemas = components['schemas']

/** Any shape of the server's document by its name: `Shape<'RecoveryCodes'>`. */
export type Shape<Name extends keyof Schemas> = Schemas[Name]

export type PersonRef = Schemas['PersonRef']
export type AppointmentView = Schemas['AppointmentView']
export type AppointmentTypeView = Schemas['AppointmentTypeView']
export type AppointmentTypeFields = Schemas['AppointmentTypeFields']
export type Conditions = Schemas['Conditions']
export type BookAppointment = Schemas['BookAppointment']
export type ChangeAppointment = Schemas['ChangeAppointment']
export type SlotView = Schemas['SlotView']
export type DayView = Schemas['DayView']
export type ClaimView = Schemas['ClaimView']
export type AgendaBody = Schemas['AgendaBody']
export type FindSlots = Schemas['FindSlots']
export type FoundSlot = Schemas['FoundSlot']
export type HistoryEntry = Schemas['HistoryEntry']
export type ChangeEntry = Schemas['ChangeEntry']
export type LeaveView = Schemas['LeaveView']
export type BlockView = Schemas['BlockView']
export type ExtraView = Schemas['ExtraView']
export type PlanningEventView = Schemas['PlanningEventView']
export type PlanningEventFields = Schemas['PlanningEventFields']
export type ReplacementView = Schemas['ReplacementView']
export type ScheduleView = Schemas['ScheduleView']
export type WaitingEntryView = Schemas['WaitingEntryView']
export type WaitingEntryFields = Schemas['WaitingEntryFields']
export type PractitionerView = Schemas['PractitionerView']
export type LocationView = Schemas['LocationView']
export type PracticeView = Schemas['PracticeView']
export type MemberView = Schemas['MemberView']
export type InvitationView = Schemas['InvitationView']
export type Me = Schemas['Me']
export type Welcome = Schemas['Welcome']
export type PatientView = Schemas['PatientView']
export type PatientBrief = NonNullable<AppointmentView['patient']>
export type Status = AppointmentView['status']
export type Accepted = NonNullable<BookAppointment['accept']>[number]
export type Right = Me['agendas'][number]['rights'][number]
export type Role = Me['practices'][number]['role']
