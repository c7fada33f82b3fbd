import { describe, expect, test } from 'vitest'
import { steady } from './steady'

interface One {
  id: string
  word: string
  more?: string
}
const by = (one: One) => one.id

describe('steady lists', () => {
  test('an item that did not change is the same object after an update', () => {
    const before: One[] = [
      { id: 'a', word: 'one' },
      { id: 'b', word: 'two' },
    ]
    const after = steady(
      before,
      [
        { id: 'c', word: 'new' },
        { id: 'a', word: 'one' },
        { id: 'b', word: 'other' },
      ],
      by,
    )
    expect(after.map((one) => one.word)).toEqual(['new', 'one', 'other'])
    expect(after[1]).toBe(before[0])
    expect(after[2]).not.toBe(before[1])
  })

  test('a field that came or went is a change', () => {
    const before: One[] = [{ id: 'a', word: 'one' }]
    const more: One[] = [{ id: 'a', word: 'one', more: 'yes' }]
    expect(steady(before, more, by)[0]).toBe(more[0])
    expect(steady(more, before, by)[0]).toBe(before[0])
  })

  test('a list of which nothing changed is the same list, unless its order did', () => {
    const before: One[] = [
      { id: 'a', word: 'one' },
      { id: 'b', word: 'two' },
    ]
    expect(steady(before, structuredClone(before), by)).toBe(before)
    const turned = steady(before, structuredClone(before).reverse(), by)
    expect(turned).toEqual([before[1], before[0]])
    expect(turned[0]).toBe(before[1])
  })
})
