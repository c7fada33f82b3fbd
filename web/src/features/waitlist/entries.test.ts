import { expect, test } from 'vitest'
import type { WaitingEntryView } from '$lib/api'
import { isPast, listed } from './entries'

const entry = (id: string, since: string, more: Partial<WaitingEntryView> = {}): WaitingEntryView =>
  ({
    id,
    since,
    practitioner_id: 'p',
    type_id: 't',
    urgent: false,
    note: null,
    patient: { last_name: 'Lefèvre', first_name: 'Inès' },
    ...more,
  }) as WaitingEntryView
const every = { practitionerId: null, typeName: null, text: '' }
const names: Record<string, string> = { t: 'Suivi', u: 'Bilan' }
const ids = (entries: WaitingEntryView[], filter: Partial<typeof every>) =>
  listed(entries, { ...every, ...filter }, (one) => names[one.type_id ?? '']).map((one) => one.id)

test('urgent first, then the longest wait', () => {
  const entries = [entry('c', '2026-11-03'), entry('a', '2026-11-01'), entry('b', '2026-11-02', { urgent: true })]
  expect(ids(entries, {})).toEqual(['b', 'a', 'c'])
})

test('filters: practitioner, type by name, words of the name or the note', () => {
  const entries = [
    entry('a', '1', { practitioner_id: 'q' }),
    entry('b', '2', { type_id: 'u' }),
    entry('c', '3', { type_id: null, note: 'rappeler le soir' }),
  ]
  expect(ids(entries, { practitionerId: 'q' } as never)).toEqual(['a'])
  expect(ids(entries, { typeName: 'Bilan' } as never)).toEqual(['b', 'c'])
  expect(ids(entries, { text: 'ines lefevre' })).toEqual(['a', 'b', 'c'])
  expect(ids(entries, { text: 'SOIR' })).toEqual(['c'])
})

test('a wait without a last day is never over', () => {
  expect(isPast({ to_day: null }, '2026-11-22')).toBe(false)
  expect(isPast({ to_day: '2026-11-22' }, '2026-11-22')).toBe(false)
  expect(isPast({ to_day: '2026-11-21' }, '2026-11-22')).toBe(true)
})
