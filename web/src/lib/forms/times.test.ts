import { expect, test } from 'vitest'
import { readTime, stepTime } from './times'

test('times are read as people type them', () => {
  const typed = ['9', '9h', '9 h 30', '930', '0930', '1745', '09:30', '9.15', ' 14H05 ', '24:00', '0']
  expect(typed.map(readTime)).toEqual([540, 540, 570, 570, 570, 1065, 570, 555, 845, 1440, 0])
})

test('what is no time of day is not guessed', () => {
  const typed = ['', 'midi', '25', '24:01', '9:60', '9:5', '12:345', '-1']
  expect(typed.map(readTime)).toEqual(typed.map(() => null))
})

test('arrows go to the next quarter and stay inside the day', () => {
  expect([stepTime(540, 1), stepTime(547, 1), stepTime(547, -1), stepTime(540, -1)]).toEqual([555, 555, 540, 525])
  expect([stepTime(1435, 1), stepTime(1440, 1), stepTime(5, -1), stepTime(0, -1)]).toEqual([1440, 1440, 0, 0])
})
