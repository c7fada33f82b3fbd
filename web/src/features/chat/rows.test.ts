import { describe, expect, test } from 'vitest'
import type { ChatMark, ChatMessage } from '$lib/api'
import { askedName, proposed } from './mentioning'
import { reachOf, rowsOf } from './rows'

const said = (n: number, at: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: String(n),
  n,
  version: 1,
  author: { id: 'a', name: 'Sonia Petit', initials: 'SP', hue: 0 },
  speaking_as: null,
  speaking_name: null,
  at,
  text: 'x',
  mentions: [],
  reply_to: null,
  file: null,
  cards: [],
  reactions: [],
  edited_at: null,
  deleted_at: null,
  note: null,
  ...more,
})
const other = { author: { id: 'b', name: 'Claire', initials: 'CL', hue: 0 } }

describe('rowsOf', () => {
  test('what one person says in one go stands together, and a day begins with its name', () => {
    const rows = rowsOf(
      [
        said(1, '2026-11-22T10:00:00'),
        said(2, '2026-11-23T09:00:00'),
        said(3, '2026-11-23T09:01:00'),
        said(4, '2026-11-23T09:02:00', other),
        said(5, '2026-11-23T09:30:00', other),
      ],
      null,
      'me',
    )
    expect(rows.map((row) => row.day)).toEqual(['2026-11-22', '2026-11-23', null, null, null])
    expect(rows.map((row) => row.first)).toEqual([true, true, false, true, true])
    expect(rows.map((row) => row.last)).toEqual([true, false, true, true, true])
  })

  test('who writes in a name begins a group of its own', () => {
    const rows = rowsOf(
      [said(1, '2026-11-23T09:00:00'), said(2, '2026-11-23T09:00:10', { speaking_as: 'd' })],
      null,
      'me',
    )
    expect(rows[1]!.first).toBe(true)
  })

  test('the line of what is new stands before the first one that somebody else wrote', () => {
    const messages = [
      said(1, '2026-11-23T09:00:00'),
      said(2, '2026-11-23T09:00:10'),
      said(3, '2026-11-23T09:00:20', other),
    ]
    expect(rowsOf(messages, 1, 'a').map((row) => row.isNew)).toEqual([false, false, true])
    expect(rowsOf(messages, 3, 'a').some((row) => row.isNew)).toBe(false)
    expect(rowsOf(messages, null, 'a').some((row) => row.isNew)).toBe(false)
  })
})

test('a message is read once everybody has read it, received once everybody received it', () => {
  const mark = (received: number, read: number): ChatMark => ({ id: 'x', name: '', initials: '', received, read })
  expect(reachOf(3, [])).toBe('sent')
  expect(reachOf(3, [mark(3, 3), mark(2, 2)])).toBe('sent')
  expect(reachOf(3, [mark(3, 3), mark(3, 1)])).toBe('received')
  expect(reachOf(3, [mark(3, 3), mark(5, 4)])).toBe('read')
})

test('a name is asked for after an @ that begins a word', () => {
  expect(askedName('Bonjour @so', 11)).toEqual({ from: 8, letters: 'so' })
  expect(askedName('@', 1)).toEqual({ from: 0, letters: '' })
  expect(askedName('a@b', 3)).toBeNull()
  expect(askedName('@Sonia Petit, tu', 16)).toBeNull()
  const people = [{ name: 'Élodie Traoré' }, { name: 'Sonia Petit' }]
  expect(proposed('elo', people)).toEqual([people[0]])
  expect(proposed('pet', people)).toEqual([people[1]])
})
