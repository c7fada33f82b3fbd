import { expect, test } from 'vitest'
import { isFixed, lensOf, zoomOf } from './lens'

test('a page that says what makes no sense says nothing', () => {
  for (const odd of [
    null,
    undefined,
    'given',
    3,
    {},
    { consent: 'yes', cameras: 1 },
    { consent: 'given', cameras: '2' },
  ])
    expect(lensOf(odd)).toBeNull()
  expect(lensOf({ consent: 'given', cameras: 2, zoom: { min: 4, max: 1 } })).toEqual({
    consent: 'given',
    cameras: 2,
    zoom: null,
  })
})

test('what one page tells is what the other reads', () => {
  const lens = { consent: 'asked' as const, cameras: 2, zoom: { min: 1, max: 5, step: 0.5, now: 2 } }
  expect(lensOf(JSON.parse(JSON.stringify(lens)))).toEqual(lens)
})

test('a zoom stays within what the camera does', () => {
  expect(zoomOf({ min: 100, max: 400, step: 1 }, 700)?.now).toBe(400)
  expect(zoomOf({ min: 100, max: 400, step: 1 })).toEqual({ min: 100, max: 400, step: 1, now: 100 })
  expect(zoomOf({ min: 1, max: 3, step: 0 })?.step).toBeCloseTo(0.1)
  expect(zoomOf({ min: 1, max: 1 })).toBeNull()
})

test('one camera that does not zoom cannot be driven', () => {
  expect(isFixed({ consent: 'none', cameras: 1, zoom: null })).toBe(true)
  expect(isFixed({ consent: 'none', cameras: 2, zoom: null })).toBe(false)
  expect(isFixed({ consent: 'none', cameras: 1, zoom: { min: 1, max: 2, step: 1, now: 1 } })).toBe(false)
})
