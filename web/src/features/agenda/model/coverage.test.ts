import { expect, test } from 'vitest'
import { around, Coverage } from './coverage'

const week = { from: '2026-11-23', to: '2026-11-29' }

test('days are asked once, and again only when a snapshot did not come', () => {
  const coverage = new Coverage()
  expect(coverage.missing(['2026-11-23', '2026-11-24'])).toEqual({ from: '2026-11-23', to: '2026-11-24' })
  coverage.ask({ from: '2026-11-23', to: '2026-11-24' })
  expect(coverage.missing(['2026-11-23', '2026-11-24'])).toBeNull()
  coverage.forgetQuestions()
  expect(coverage.missing(['2026-11-24'])).toEqual({ from: '2026-11-24', to: '2026-11-24' })
})

test('a stale range is shown still, and asked again', () => {
  const coverage = new Coverage()
  coverage.cover(week, true)
  coverage.outdate({ from: '2026-11-27', to: '2027-02-01' })
  expect(coverage.holds('2026-11-28')).toBe(true)
  expect(coverage.missing(['2026-11-23', '2026-11-28'])).toEqual({ from: '2026-11-28', to: '2026-11-28' })
  coverage.cover(week, true)
  expect(coverage.missing(['2026-11-28'])).toBeNull()
})

test('a snapshot that jumped over events leaves a doubt on every other day', () => {
  const coverage = new Coverage()
  coverage.cover(week, true)
  coverage.cover({ from: '2026-12-07', to: '2026-12-13' }, false)
  expect(coverage.missing(['2026-11-23'])).toEqual({ from: '2026-11-23', to: '2026-11-23' })
  expect(coverage.missing(['2026-12-07'])).toBeNull()
})

test('a Friday brings the Thursday before and the Monday after', () => {
  expect(around(['2026-11-27'])).toEqual(['2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30'])
})
