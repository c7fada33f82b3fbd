import { describe, expect, it } from 'vitest'
import type { MissionView } from '$lib/api'
import { byPlace, laid, STATUSES, stepped, withMission, without, type Status } from './order'
import { mission } from './sample'

const ids = (column: readonly MissionView[]) => column.map((one) => one.id)
const column = ['a', 'b', 'c'].map((id, at) => mission({ id, position: String(at + 1) }))

function columns(given: Partial<Record<Status, readonly MissionView[]>>): Record<Status, readonly MissionView[]> {
  return Object.fromEntries(STATUSES.map((status) => [status, given[status] ?? []])) as Record<
    Status,
    readonly MissionView[]
  >
}

describe('the order of a column', () => {
  it('is that of positions, then of identifiers', () => {
    const mixed = [
      mission({ id: 'b', position: 'i' }),
      mission({ id: 'a', position: 'i' }),
      mission({ id: 'c', position: '1' }),
    ]
    expect(ids([...mixed].sort(byPlace))).toEqual(['c', 'a', 'b'])
  })
  it('begins in the archive with what came last', () => {
    const old = mission({ id: 'a', status: 'archived', position: '', moved_at: '2026-03-01T08:00:00Z' })
    const fresh = mission({ id: 'b', status: 'archived', position: '', moved_at: '2026-03-02T08:00:00Z' })
    expect(ids([old, fresh].sort(byPlace))).toEqual(['b', 'a'])
  })
  it('takes a mission at its place, and lets it go', () => {
    const between = mission({ id: 'x', position: '2i' })
    expect(ids(withMission(column, between))).toEqual(['a', 'b', 'x', 'c'])
    expect(ids(without(withMission(column, between), 'x'))).toEqual(['a', 'b', 'c'])
    expect(without(column, 'nobody')).toBe(column)
  })
})

describe('a mission that is carried', () => {
  it('lies behind the one after which it is put, first, or last where that one is gone', () => {
    const carried = column[0]!
    expect(ids(laid(column, carried, { status: 'todo', after: 'b' }))).toEqual(['b', 'a', 'c'])
    expect(ids(laid(column, column[2]!, { status: 'todo', after: null }))).toEqual(['c', 'a', 'b'])
    expect(ids(laid(column, carried, { status: 'todo', after: 'gone' }))).toEqual(['b', 'c', 'a'])
  })
  it('goes up and down by one, and stops at the edges', () => {
    const all = columns({ todo: column })
    expect(stepped(all, 'b', { status: 'todo', after: 'a' }, 'up')).toEqual({ status: 'todo', after: null })
    expect(stepped(all, 'b', { status: 'todo', after: 'a' }, 'down')).toEqual({ status: 'todo', after: 'c' })
    expect(stepped(all, 'b', { status: 'todo', after: null }, 'up')).toBeNull()
    expect(stepped(all, 'b', { status: 'todo', after: 'c' }, 'down')).toBeNull()
  })
  it('goes to the column beside at the same height, or to its end', () => {
    const all = columns({ todo: column, doing: [mission({ id: 'x', status: 'doing' })] })
    expect(stepped(all, 'c', { status: 'todo', after: 'b' }, 'right')).toEqual({ status: 'doing', after: 'x' })
    expect(stepped(all, 'a', { status: 'todo', after: null }, 'right')).toEqual({ status: 'doing', after: null })
    expect(stepped(all, 'a', { status: 'todo', after: null }, 'left')).toBeNull()
    expect(stepped(all, 'a', { status: 'archived', after: null }, 'right')).toBeNull()
  })
})
