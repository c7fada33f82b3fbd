import { expect, test } from 'vitest'
import type { AppointmentView } from '$lib/api'
import { differences } from './difference'

const view = (more: Partial<AppointmentView> = {}): AppointmentView =>
  ({
    practitioner_id: 'p',
    location_id: 'l',
    type_id: 't',
    starts_at: '2026-11-24T08:00:00Z',
    ends_at: '2026-11-24T08:20:00Z',
    status: 'planned',
    patient: { id: 'a', last_name: 'Durand', first_name: 'Inès' },
    reason: '',
    notes: '',
    message_to_staff: '',
    message_to_patient: '',
    sms_off: false,
    ...more,
  }) as AppointmentView
const kinds = (after: Partial<AppointmentView>) =>
  differences({ before: view(), after: view(after) }).map((one) => one.kind)

test('an instant written otherwise is no move', () => {
  expect(kinds({ starts_at: '2026-11-24T09:00:00+01:00' })).toEqual([])
})

test('a move that keeps the length is a move only', () => {
  expect(kinds({ starts_at: '2026-11-24T09:00:00Z', ends_at: '2026-11-24T09:20:00Z' })).toEqual(['moved'])
  expect(kinds({ ends_at: '2026-11-24T08:30:00Z' })).toEqual(['length'])
})

test('another practitioner has his own types: only he is named', () => {
  expect(kinds({ practitioner_id: 'q', type_id: 'u' })).toEqual(['practitioner'])
  expect(kinds({ type_id: 'u' })).toEqual(['type'])
})

test('texts are named, not quoted', () => {
  const [difference] = differences({ before: view(), after: view({ notes: 'à jeun', reason: 'toux' }) })
  expect(difference).toEqual({ kind: 'texts', fields: ['reason', 'notes'] })
})

test('what was created or deleted differs in nothing', () => {
  expect(differences({ before: null, after: view() })).toEqual([])
  expect(differences({ before: view(), after: null })).toEqual([])
})
