import { describe, expect, test } from 'vitest'
import type { AppointmentView } from '$lib/api'
import { bookBody, changeBody, isChange, type Filled } from './request'

const filled: Filled = {
  practitionerId: 'p',
  typeId: 't',
  startsAt: '2026-11-24T08:00:00Z',
  duration: 20,
  typeDuration: 20,
  extraId: 'x',
  free: false,
  locationId: 'l',
  patientId: 'a',
  bookerId: null,
  reason: ' toux ',
  notes: '',
  messageToStaff: '',
  messageToPatient: '',
  smsOff: false,
  alsoWaiting: true,
  claimId: 'c',
}
const before = {
  version: 4,
  practitioner_id: 'p',
  type_id: 't',
  starts_at: '2026-11-24T09:00:00+01:00',
  ends_at: '2026-11-24T08:20:00Z',
  extra_id: 'x',
  patient: { id: 'a' },
  booker: null,
  reason: 'toux',
  notes: '',
  message_to_staff: '',
  message_to_patient: null,
  sms_off: false,
} as unknown as AppointmentView

describe('booking', () => {
  test('a slot is taken as it is offered', () => {
    expect(bookBody(filled, [])).toMatchObject({
      duration: null,
      location_id: null,
      extra_id: 'x',
      reason: 'toux',
      accept: [],
      also_waiting_list: true,
    })
  })
  test('free hours say their length and place, and accept being off the schedule', () => {
    const body = bookBody({ ...filled, free: true, duration: 35 }, ['overlap'])
    expect(body).toMatchObject({ duration: 35, location_id: 'l', extra_id: null, accept: ['overlap', 'off_schedule'] })
    expect(bookBody({ ...filled, free: true }, []).duration).toBeNull()
  })
})

describe('changing', () => {
  test('nothing that stayed the same is sent', () => {
    const body = changeBody(before, filled, [])
    expect(body).toEqual({ version: 4, accept: [] })
    expect(isChange(body)).toBe(false)
  })
  test('moving sends the new start and the claim, not the length', () => {
    const body = changeBody(before, { ...filled, startsAt: '2026-11-24T10:00:00Z', extraId: null }, ['overlap'])
    expect(body).toEqual({
      version: 4,
      accept: ['overlap'],
      starts_at: '2026-11-24T10:00:00Z',
      extra_id: null,
      claim_id: 'c',
    })
  })
  test('another practitioner needs his own type', () => {
    expect(changeBody(before, { ...filled, practitionerId: 'q', typeId: 'u' }, [])).toMatchObject({
      practitioner_id: 'q',
      type_id: 'u',
    })
  })
  test('what one may not see is not overwritten', () => {
    expect(changeBody(before, { ...filled, messageToPatient: '', notes: 'à jeun' }, [])).toEqual({
      version: 4,
      accept: [],
      notes: 'à jeun',
    })
  })
  test('a relative, and back', () => {
    const body = changeBody(before, { ...filled, patientId: 'child', bookerId: 'a' }, [])
    expect(body).toMatchObject({ patient_id: 'child', booker_id: 'a' })
    expect(isChange(body)).toBe(true)
  })
})
