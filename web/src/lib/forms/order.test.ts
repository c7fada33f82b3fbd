import { expect, test } from 'vitest'
import { moved, placeAt } from './order'

test('one line moves, the others close up', () => {
  expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd'])
  expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c'])
  expect(moved(['a', 'b'], 0, 9)).toEqual(['b', 'a'])
  expect(moved(['a', 'b'], 1, -3)).toEqual(['b', 'a'])
  expect(moved(['a'], 4, 0)).toEqual(['a'])
})

test('a dragged line takes the place whose middle it passed', () => {
  const middles = [20, 60, 100, 140]
  expect([placeAt(middles, 1, 65), placeAt(middles, 1, 101), placeAt(middles, 1, 300)]).toEqual([1, 2, 3])
  expect([placeAt(middles, 2, 59), placeAt(middles, 2, 19), placeAt(middles, 2, -50)]).toEqual([1, 0, 0])
})
