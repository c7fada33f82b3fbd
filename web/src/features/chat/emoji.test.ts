import { expect, test } from 'vitest'
import { EMOJI, inserted, REACTIONS } from './emoji'

test('a sign goes where the cursor is, and the cursor behind it', () => {
  expect(inserted('ab', 1, 1, '👍')).toEqual({ text: 'a👍b', at: 3 })
  expect(inserted('bonjour', 0, 7, '👋')).toEqual({ text: '👋', at: 2 })
})

test('every sign is offered once', () => {
  expect(new Set(EMOJI).size).toBe(EMOJI.length)
  expect(new Set(REACTIONS).size).toBe(REACTIONS.length)
})
