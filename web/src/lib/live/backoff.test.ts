import { expect, test } from 'vitest'
import { backoff } from './backoff'

test('the pause is drawn below a ceiling that doubles from half a second up to thirty', () => {
  const most = () => 1
  expect([0, 1, 2, 6, 20].map((attempt) => backoff(attempt, most))).toEqual([500, 1_000, 2_000, 30_000, 30_000])
  expect(backoff(20, () => 0)).toBe(50)
})
