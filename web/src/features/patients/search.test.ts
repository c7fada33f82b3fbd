import { expect, test } from 'vitest'
import { interleave } from './search'

test('the surest of every practice come first, each practice in its own order', () => {
  const one = (name: string, match: 'phone' | 'exact' | 'prefix' | 'sound' | 'near') => ({ name, match })
  const lists = [
    [one('a1', 'exact'), one('a2', 'prefix'), one('a3', 'near')],
    [one('b1', 'phone'), one('b2', 'exact'), one('b3', 'sound')],
  ]
  expect(interleave(lists).map((hit) => hit.name)).toEqual(['b1', 'a1', 'b2', 'a2', 'b3', 'a3'])
})
