import { expect, test } from 'vitest'
import { judge, type Figures } from './quality'

const at = (given: Partial<Figures>): Figures => ({
  bytes: 0,
  frames: 0,
  got: 0,
  lost: 0,
  sentLoss: 0,
  trip: 50,
  ...given,
})

test('a line that loses little is good, and one that loses much is poor, whichever way', () => {
  expect(judge(at({}), at({ got: 990, lost: 10 })).state).toBe('good')
  expect(judge(at({}), at({ got: 950, lost: 50 })).state).toBe('fair')
  expect(judge(at({}), at({ got: 800, lost: 200 })).state).toBe('poor')
  expect(judge(at({}), at({ got: 1_000, sentLoss: 0.2 })).state).toBe('poor')
})

test('a slow way there and back is told too', () => {
  expect(judge(at({}), at({ got: 1_000, trip: 1_000 })).state).toBe('poor')
})

test('a handful of packets says nothing', () => {
  expect(judge(at({}), at({ got: 5, lost: 5 })).state).toBe('good')
})
