import { describe, expect, test } from 'vitest'
import { heightsOf, lengthText, peaksOf } from './wave'

describe('peaksOf', () => {
  test('a bar is the loudest of its part, and the loudest bar is the highest', () => {
    expect(peaksOf([0, 0.5, 0.25, 0.1], 2)).toBe('f8')
  })
  test('few levels are spread over all bars', () => {
    expect(peaksOf([0.2, 0.4], 4)).toBe('88ff')
  })
  test('silence is not made loud', () => {
    expect(peaksOf([0, 0, 0.001], 3)).toBe('000')
    expect(peaksOf([])).toBe('')
  })
})

test('every bar is seen, also where it is silent or nothing is known', () => {
  expect(heightsOf('0f')).toEqual([0.08, 1])
  expect(new Set(heightsOf('', 3))).toEqual(new Set([0.2]))
})

test('a length is said in minutes and seconds', () => {
  expect([lengthText(0), lengthText(4_400), lengthText(65_000), lengthText(300_000)]).toEqual([
    '0:00',
    '0:04',
    '1:05',
    '5:00',
  ])
})
