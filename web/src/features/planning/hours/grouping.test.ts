import { expect, test } from 'vitest'
import { grouped, sinceDay, type DayRow } from './grouping'

let id = 0
const row = (day: string, more: Partial<DayRow> = {}): DayRow => ({
  id: String(++id),
  day,
  start: 840,
  end: 960,
  type_ids: null,
  note: '',
  ...more,
})

test('what was blocked in one gesture is one line', () => {
  const [only, ...rest] = grouped([row('2026-11-25'), row('2026-11-23'), row('2026-11-24'), row('2026-11-27')])
  expect(rest).toEqual([])
  expect(only!.runs).toEqual([
    { from: '2026-11-23', to: '2026-11-25' },
    { from: '2026-11-27', to: '2026-11-27' },
  ])
  expect(only!.like.day).toBe('2026-11-23')
})

test('other hours, types, places or notes are other lines, whatever the order of the types', () => {
  const rows = [
    row('2026-11-23', { type_ids: ['a', 'b'] }),
    row('2026-11-24', { type_ids: ['b', 'a'] }),
    row('2026-11-23', { start: 600 }),
    row('2026-11-23', { note: 'machine' }),
    row('2026-11-23', { location_id: 'there' }),
    row('2026-11-22'),
  ]
  expect(grouped(rows).map((group) => [group.like.day, group.like.start, group.rows.length])).toEqual([
    ['2026-11-22', 840, 1],
    ['2026-11-23', 600, 1],
    ['2026-11-23', 840, 2],
    ['2026-11-23', 840, 1],
    ['2026-11-23', 840, 1],
  ])
})

test('today is still to come', () => {
  const { coming, past } = sinceDay([row('2026-11-22'), row('2026-11-23'), row('2026-11-24')], '2026-11-23')
  expect([coming.length, past.length]).toEqual([2, 1])
})
