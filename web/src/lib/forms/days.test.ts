import { describe, expect, test } from 'vitest'
import { daysOf, lengthOf, monthsOf, runsOf, toggled, weeksOf } from './days'

describe('days of a period', () => {
  test('both ends count, and only the weekdays asked for', () => {
    expect(daysOf('2026-11-23', '2026-11-25')).toEqual(['2026-11-23', '2026-11-24', '2026-11-25'])
    expect(daysOf('2026-11-23', '2026-12-06', [0, 2])).toEqual(['2026-11-23', '2026-11-25', '2026-11-30', '2026-12-02'])
  })

  test('a period that is backwards or unfinished has none', () => {
    expect(daysOf('2026-11-25', '2026-11-23')).toEqual([])
    expect(daysOf('2026-11-25', '')).toEqual([])
  })
})

test('days that follow one another are one run, across months, whatever their order', () => {
  expect(runsOf(['2026-12-01', '2026-11-30', '2026-12-01', '2026-12-04'])).toEqual([
    { from: '2026-11-30', to: '2026-12-01' },
    { from: '2026-12-04', to: '2026-12-04' },
  ])
  expect(runsOf([])).toEqual([])
  expect(lengthOf({ from: '2026-02-27', to: '2026-03-02' })).toBe(4)
})

test('ticking twice changes nothing', () => {
  const days = ['2026-11-23', '2026-11-25']
  expect(toggled(days, '2026-11-24')).toEqual(['2026-11-23', '2026-11-24', '2026-11-25'])
  expect(toggled(toggled(days, '2026-11-24'), '2026-11-24')).toEqual(days)
})

describe('a month', () => {
  test('begins under its weekday and fills whole weeks', () => {
    const weeks = weeksOf('2026-11-01')
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
    expect(weeks.every((week) => week.length === 7)).toBe(true)
    expect(weeks.flat().filter(Boolean)).toHaveLength(30)
  })

  test('the leap day is there', () => {
    expect(weeksOf('2028-02-10').flat()).toContain('2028-02-29')
    expect(weeksOf('2027-02-10').flat().filter(Boolean)).toHaveLength(28)
  })

  test('a year has twelve of them', () => {
    expect(monthsOf(2027).at(0)).toBe('2027-01-01')
    expect(monthsOf(2027).at(-1)).toBe('2027-12-01')
  })
})
