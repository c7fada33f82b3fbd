import { expect, test } from 'vitest'
import type { LeaveView } from '$lib/api'
import { arrow, between, closedPart, inTurn, leaveByDay } from './year'

const leave = (from_day: string, to_day: string, note = ''): LeaveView => ({
  id: from_day,
  practitioner_id: 'p',
  from_day,
  to_day,
  note,
})

test('a leave across two years closes the days of both', () => {
  const leaves = [leave('2026-12-28', '2027-01-02'), leave('2026-05-01', '2026-05-01')]
  expect([...leaveByDay(leaves, 2026).keys()]).toEqual([
    '2026-12-28',
    '2026-12-29',
    '2026-12-30',
    '2026-12-31',
    '2026-05-01',
  ])
  expect([...leaveByDay(leaves, 2027).keys()]).toEqual(['2027-01-01', '2027-01-02'])
  expect(leaveByDay(leaves, 2025).size).toBe(0)
})

test('a selection may be made backwards', () => {
  expect(between('2026-05-08', '2026-05-04')).toEqual({ from: '2026-05-04', to: '2026-05-08' })
})

test('a leave that ends today is not over', () => {
  const { coming, past } = inTurn(
    [
      leave('2026-12-01', '2026-12-05'),
      leave('2026-11-01', '2026-11-23'),
      leave('2026-01-01', '2026-01-02'),
      leave('2026-02-01', '2026-02-02'),
    ],
    '2026-11-23',
  )
  expect(coming.map((one) => one.from_day)).toEqual(['2026-11-01', '2026-12-01'])
  expect(past.map((one) => one.from_day)).toEqual(['2026-02-01', '2026-01-01'])
})

test('a selection knows whether it can be taken, reopened, or both', () => {
  const leaves = [leave('2026-08-03', '2026-08-07'), leave('2026-08-08', '2026-08-09')]
  expect(closedPart({ from: '2026-08-05', to: '2026-08-08' }, leaves)).toBe('all')
  expect(closedPart({ from: '2026-08-07', to: '2026-08-12' }, leaves)).toBe('some')
  expect(closedPart({ from: '2026-08-10', to: '2026-08-12' }, leaves)).toBe('none')
})

test('arrows move by a day or a week', () => {
  expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'x'].map((key) => arrow('2026-03-01', key))).toEqual([
    '2026-02-28',
    '2026-03-02',
    '2026-02-22',
    '2026-03-08',
    null,
  ])
})
