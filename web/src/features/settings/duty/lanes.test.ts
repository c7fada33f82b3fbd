import { expect, test } from 'vitest'
import { lanesOf, onDuty } from './lanes'

const span = (id: string, start: number, end: number) => ({ id, start, end, weekday: 0 })

test('hours that follow each other share a lane, hours that overlap do not', () => {
  const lanes = lanesOf([span('b', 480, 720), span('a', 0, 480), span('c', 600, 900), span('d', 720, 1440)])
  expect(lanes.map(({ span: one, lane }) => [one.id, lane])).toEqual([
    ['a', 0],
    ['b', 0],
    ['c', 1],
    ['d', 0],
  ])
})

test('whoever begins at a minute is on duty then, and whoever ends then is not', () => {
  const spans = [span('a', 0, 480), span('b', 480, 720)]
  expect(onDuty(spans, 0, 480).map((one) => one.id)).toEqual(['b'])
  expect(onDuty(spans, 1, 480)).toEqual([])
})
