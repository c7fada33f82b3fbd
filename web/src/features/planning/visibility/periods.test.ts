import { describe, expect, test } from 'vitest'
import type { ScheduleView } from '$lib/api'
import { barsIn, meetingsOf, placeOf, visibleOn } from './periods'

const schedule = (name: string, place: string, ...periods: [string, string | null][]): ScheduleView => ({
  id: name,
  version: 1,
  practitioner_id: 'p',
  location_id: place,
  name,
  kind: 'normal',
  cells: [],
  visibilities: periods.map(([from_day, to_day], index) => ({
    id: `${name}${index}`,
    schedule_id: name,
    from_day,
    to_day,
  })),
})

describe('the line of a year', () => {
  test('runs from January to December', () => {
    expect(placeOf('2026-01-01')).toBe(0)
    expect(placeOf('2026-12-31')).toBeCloseTo((364 / 365) * 100)
    expect(placeOf('2028-03-01')).toBeCloseTo((60 / 366) * 100)
  })

  test('a whole year fills it, a day is a day', () => {
    const [whole] = barsIn(schedule('a', 'x', ['2026-01-01', '2026-12-31']).visibilities, 2026)
    expect([whole!.left, whole!.width, whole!.before, whole!.after]).toEqual([0, 100, false, false])
    const [day] = barsIn(schedule('a', 'x', ['2026-07-14', '2026-07-14']).visibilities, 2026)
    expect(day!.width).toBeCloseTo(100 / 365)
  })

  test('periods of other years are cut, and those without an end go on', () => {
    const { visibilities } = schedule(
      'a',
      'x',
      ['2025-09-01', '2026-01-31'],
      ['2026-09-01', null],
      ['2024-01-01', '2024-12-31'],
    )
    const bars = barsIn(visibilities, 2026)
    expect(bars.map((bar) => [bar.before, bar.after])).toEqual([
      [true, false],
      [false, true],
    ])
    expect(bars[0]!.width).toBeCloseTo((31 / 365) * 100)
    expect(barsIn(visibilities, 2031)).toHaveLength(1)
    expect(barsIn(visibilities, 2023)).toEqual([])
  })
})

describe('schedules that meet', () => {
  test('at the same place and elsewhere', () => {
    const found = meetingsOf([
      schedule('winter', 'here', ['2026-10-01', null]),
      schedule('holidays', 'here', ['2026-12-20', '2027-01-03']),
      schedule('clinic', 'there', ['2026-09-01', '2026-10-01']),
    ])
    expect(found.map((one) => [one.one.name, one.other.name, one.from, one.to, one.samePlace])).toEqual([
      ['winter', 'clinic', '2026-10-01', '2026-10-01', false],
      ['winter', 'holidays', '2026-12-20', '2027-01-03', true],
    ])
  })

  test('two without an end meet for ever; two that follow one another do not', () => {
    expect(
      meetingsOf([schedule('a', 'x', ['2026-01-01', null]), schedule('b', 'x', ['2026-05-01', null])])[0]!.to,
    ).toBeNull()
    expect(
      meetingsOf([schedule('a', 'x', ['2026-01-01', '2026-06-30']), schedule('b', 'x', ['2026-07-01', null])]),
    ).toEqual([])
  })
})

test('both ends of a period are visible days', () => {
  const all = [schedule('a', 'x', ['2026-06-01', '2026-06-30']), schedule('b', 'x', ['2026-06-30', null])]
  const on = (day: string) => visibleOn(all, day).map((one) => one.name)
  expect([on('2026-05-31'), on('2026-06-01'), on('2026-06-30'), on('2026-07-01')]).toEqual([
    [],
    ['a'],
    ['a', 'b'],
    ['b'],
  ])
})
