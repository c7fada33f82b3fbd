import { expect, test } from 'vitest'
import type { ExchangeMessage } from '$lib/api'
import { lastSeen, unreadOf, type Side } from './unread'

const said = (n: number, side: Side): ExchangeMessage => ({
  id: `${n}`,
  n,
  side,
  name: '',
  place: 'waiting',
  at: '2026-11-23T09:00:00Z',
  text: 'a',
  file: null,
})
const reads = (upto: Partial<Record<Side, number>>) =>
  new Map(Object.entries(upto).map(([side, n]) => [side, { upto: n }]))

test('what the other side wrote is unread until it was read or answered', () => {
  const messages = [said(1, 'patient'), said(2, 'desk'), said(3, 'patient'), said(4, 'patient')]
  expect(unreadOf(messages, reads({}), 'patient')).toBe(0)
  expect(unreadOf(messages, reads({}), 'desk')).toBe(2)
  expect(unreadOf(messages, reads({ desk: 3 }), 'desk')).toBe(1)
  expect(unreadOf([...messages, said(5, 'host')], reads({}), 'desk')).toBe(0)
  expect(unreadOf([...messages, said(5, 'host')], reads({ patient: 2 }), 'patient')).toBe(1)
})

test('the mark stands under the last of my messages that the other has read', () => {
  const messages = [said(1, 'patient'), said(2, 'patient'), said(3, 'desk'), said(4, 'patient')]
  expect(lastSeen(messages, reads({}), 'patient')).toBe(null)
  expect(lastSeen(messages, reads({ desk: 3 }), 'patient')).toBe('2')
  expect(lastSeen(messages, reads({ host: 4 }), 'patient')).toBe('4')
  expect(lastSeen(messages, reads({ patient: 3 }), 'desk')).toBe('3')
})
