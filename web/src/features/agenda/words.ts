/** Sentences about appointments that several parts of the agenda say. */
import { t, type PlainKey } from '$i18n'
import type { AppointmentView, PatientBrief, PractitionerView, Status } from '$lib/api'
import { clockText } from '$lib/time/days'
import type { Span } from './model/lanes'

/** "DURAND Inès". */
export function patientName(patient: PatientBrief | null): string {
  return patient ? `${patient.last_name.toLocaleUpperCase()} ${patient.first_name}` : t('agenda.busy')
}

/** "Dr Claire Lefèvre". */
export function practitionerName(practitioner: Pick<PractitionerView, 'title' | 'name'> | undefined): string {
  return practitioner ? [practitioner.title, practitioner.name].filter(Boolean).join(' ') : ''
}

const STATUS: Record<Status, PlainKey> = {
  planned: 'agenda.status.planned',
  late: 'agenda.status.late',
  arrived: 'agenda.status.arrived',
  in_consultation: 'agenda.status.in_consultation',
  seen: 'agenda.status.seen',
  absent: 'agenda.status.absent',
  cancelled: 'agenda.status.cancelled',
}

export const statusText = (status: Status) => t(STATUS[status])

/** What follows the name and the hour on a block: the type and the state; on a wide one also why he comes, and the notes. */
export function moreWords(view: AppointmentView, typeName: string | undefined, isWide: boolean): string[] {
  const status = view.status === 'planned' ? '' : statusText(view.status)
  return [typeName, status, ...(isWide ? [view.reason, view.notes] : [])].flatMap((word) => word || [])
}

/** Everything the block shows, also by colours and marks, in words; first those that it shows as such, in their order. */
export function blockLabel(
  view: AppointmentView,
  span: Span,
  typeName: string | undefined,
  isWide = false,
  time = clockText(span.start),
): string {
  const marks = [
    view.teleconsultation ? t('agenda.mark.teleconsultation') : '',
    view.origin === 'online' ? t('agenda.mark.online') : '',
    view.overbooked ? t('agenda.mark.overbooked') : '',
    view.off_schedule ? t('agenda.mark.off_schedule') : '',
    view.extra_id ? t('agenda.mark.extra') : '',
    view.notes ? t('agenda.mark.notes') : '',
    view.patient?.has_remarks ? t('agenda.mark.remarks') : '',
  ]
  const shown = [patientName(view.patient), time, ...moreWords(view, typeName, isWide)]
  return [...shown, t('agenda.until', clockText(span.end)), ...marks].filter(Boolean).join(', ')
}

/** What the pointer reveals over a block: its words whole, then the notes. */
export function blockTitle(label: string, view: AppointmentView): string {
  return [label, view.notes].filter(Boolean).join('\n')
}

/** "Nadia a déplacé ce RDV à 10:15". */
export function whoDidWhat(by: string, name: string, at: string): string {
  if (name === 'appointment_moved' || name === 'undone') return t('agenda.conflict.moved', by, at)
  if (name === 'appointment_resized') return t('agenda.conflict.resized', by)
  if (name === 'appointment_cancelled') return t('agenda.conflict.cancelled', by)
  if (name === 'appointment_deleted') return t('agenda.conflict.deleted', by)
  if (name === 'appointment_marked') return t('agenda.conflict.marked', by)
  return t('agenda.conflict.changed', by)
}
