import { describe, expect, test } from 'vitest'
import type { AppointmentTypeView, SlotView } from '$lib/api'
import { after, chipAt, chipsOf, nearest, typeFor } from './spots'

const slot = (type_id: string, time: string, more: Partial<SlotView> = {}): SlotView =>
  ({
    type_id,
    starts_at: `2026-11-24T${time}:00Z`,
    ends_at: `2026-11-24T${time}:00Z`,
    location_id: 'paris',
    extra_id: null,
    blocked: false,
    overruns: false,
    ...more,
  }) as SlotView
const type = (id: string) => ({ id }) as AppointmentTypeView
const zone = (id: string) => (id === 'reunion' ? 'Indian/Reunion' : 'Europe/Paris')
const slots = [
  slot('suivi', '09:00'),
  slot('suivi', '08:00'),
  slot('bilan', '08:00'),
  slot('suivi', '08:00', { extra_id: 'x' }),
  slot('suivi', '08:30', { blocked: true }),
]

describe('the starts of a type', () => {
  test('are in the order of the clock, ordinary before extra', () => {
    expect(chipsOf(slots, 'suivi', zone).map(({ minute, extraId }) => [minute, extraId])).toEqual([
      [540, null],
      [540, 'x'],
      [570, null],
      [600, null],
    ])
  })
  test('are on the clock of their place', () => {
    expect(chipsOf([slot('suivi', '08:00', { location_id: 'reunion' })], 'suivi', zone)[0]?.minute).toBe(720)
  })
  test('are found again by their instant, however it is written', () => {
    const chips = chipsOf(slots, 'suivi', zone)
    expect(chipAt(chips, '2026-11-24T09:00:00+01:00', null)?.extraId).toBeNull()
    expect(chipAt(chips, '2026-11-24T08:00:00Z', 'x')?.extraId).toBe('x')
    expect(chipAt(chips, '2026-11-24T08:00:00Z', 'gone')?.extraId).toBeNull()
    expect(chipAt(chips, '2026-11-24T08:05:00Z', null)).toBeUndefined()
  })
  test('a changed wish falls on the next one that is not blocked', () => {
    const chips = chipsOf(slots, 'suivi', zone)
    expect(nearest(chips, 540)?.minute).toBe(540)
    expect(nearest(chips, 545)?.minute).toBe(600)
    expect(nearest(chips, 900)?.minute).toBe(600)
    expect(nearest([], 540)).toBeUndefined()
    expect(after(chips, '2026-11-24T08:00:00Z')?.minute).toBe(600)
  })
})

test('the first type is one that may start there', () => {
  const offered = [type('bilan'), type('suivi')]
  expect(typeFor(slots, '2026-11-24T08:00:00Z', offered)).toBe('bilan')
  expect(typeFor(slots, '2026-11-24T09:00:00Z', offered)).toBe('suivi')
  expect(typeFor(slots, '2026-11-24T07:00:00Z', offered)).toBe('bilan')
  expect(typeFor(slots, null, [])).toBeNull()
})
