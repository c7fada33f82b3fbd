import { expect, test } from 'vitest'
import { isNews, rings } from './ringing'

const AT = '2026-03-02T09:00:00.000Z'
const after = (seconds: number) => Date.parse(AT) + seconds * 1000

test('a screen that was away for an hour opens no card for the calls of that hour', () => {
  expect(isNews(AT, after(2))).toBe(true)
  expect(isNews(AT, after(3600))).toBe(false)
})

test('a call rings until somebody takes it, or nobody would wait so long', () => {
  expect(rings({ state: 'ringing', taken_by: null, at: AT }, after(30))).toBe(true)
  expect(rings({ state: 'ringing', taken_by: 'sonia', at: AT }, after(30))).toBe(false)
  expect(rings({ state: 'ended', taken_by: null, at: AT }, after(30))).toBe(false)
  expect(rings({ state: 'ringing', taken_by: null, at: AT }, after(3600))).toBe(false)
})
