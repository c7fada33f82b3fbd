import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { AppointmentView } from '$lib/api'
import { Board } from './board.svelte'
import { Column } from './column.svelte'

let columns: Map<string, Column>
let board: Board

const view = (version: number, starts: string, practitioner = 'p1'): AppointmentView =>
  ({
    id: 'a',
    version,
    practitioner_id: practitioner,
    location_id: 'l',
    starts_at: `2026-11-${starts}:00Z`,
    ends_at: new Date(Date.parse(`2026-11-${starts}:00Z`) + 1_200_000).toISOString(),
    status: 'planned',
  }) as AppointmentView

const where = () =>
  [...columns].flatMap(([key, column]) => [...column.appointments.values()].map((placed) => `${key} ${placed.start}`))
const somebody = { by: { id: 'n', name: 'Nadia', initials: 'NA' }, name: 'appointment_moved' }

beforeEach(() => {
  columns = new Map()
  board = new Board(
    (practitioner, day) => {
      const key = `${practitioner} ${day}`
      if (!columns.has(key)) columns.set(key, new Column(practitioner, day))
      return columns.get(key) as Column
    },
    () => 'Europe/Paris',
  )
})

describe('the board', () => {
  test('an appointment stands in one column only, wherever it goes', () => {
    board.say(view(1, '23T08:00'))
    expect(where()).toEqual(['p1 2026-11-23 540'])
    board.say(view(2, '24T09:00'))
    expect(where()).toEqual(['p1 2026-11-24 600'])
    board.say(view(3, '24T09:00', 'p2'))
    expect(where()).toEqual(['p2 2026-11-24 600'])
  })

  test('an older view that arrives late changes nothing', () => {
    board.say(view(3, '23T10:00'))
    board.say(view(2, '23T08:00'))
    expect(where()).toEqual(['p1 2026-11-23 660'])
  })

  test('leaving one agenda after having arrived in another is no loss', () => {
    board.say(view(1, '23T08:00'))
    board.say(view(2, '23T08:00', 'p2'))
    board.unsay('a', 'p1')
    expect(where()).toEqual(['p2 2026-11-23 540'])
    board.unsay('a', 'p2')
    expect(where()).toEqual([])
  })

  test('while it is held, what others do waits; released, it shows', () => {
    board.say(view(1, '23T08:00'))
    const first = board.hold(view(1, '23T08:00'))
    board.say(view(2, '23T14:00'), somebody)
    expect(where()).toEqual(['p1 2026-11-23 540'])
    const release = board.hold(view(1, '23T11:00'))
    expect(where()).toEqual(['p1 2026-11-23 720'])
    first()
    expect(where(), 'held anew since').toEqual(['p1 2026-11-23 720'])
    expect(board.onScreen('a')?.version).toBe(1)
    release()
    expect(board.onScreen('a')?.version).toBe(2)
    expect(where()).toEqual(['p1 2026-11-23 900'])
  })

  test('who changed it is told, also when the refusal overtook the news of it', async () => {
    board.say(view(1, '23T08:00'), { ...somebody, name: 'appointment_booked' })
    board.say(view(2, '23T09:00'))
    const told = board.lastChange(view(2, '23T09:00'))
    board.say(view(2, '23T09:00'), somebody)
    expect((await told)?.name).toBe('appointment_moved')
    expect((await board.lastChange(view(2, '23T09:00')))?.by.name).toBe('Nadia')
  })

  test('nobody is named for a change of which no news comes', async () => {
    vi.useFakeTimers()
    board.say(view(1, '23T08:00'), somebody)
    const told = board.lastChange(view(2, '23T09:00'))
    await vi.runAllTimersAsync()
    expect(await told).toBeUndefined()
    vi.useRealTimers()
  })

  test('what is deleted while it is held disappears once it is released', () => {
    board.say(view(1, '23T08:00'))
    const release = board.hold(view(1, '23T08:00'))
    board.unsay('a', 'p1')
    expect(where()).toHaveLength(1)
    release()
    expect(where()).toEqual([])
  })

  test('only the changes of others are tinted', () => {
    const touched = () => [...columns.values()].flatMap((column) => [...column.appointments.values()])[0]?.touched
    board.say(view(1, '23T08:00'))
    expect(touched()).toBe(0)
    board.say(view(2, '23T08:00'), somebody)
    expect(touched()).toBe(1)
    board.say(view(3, '23T08:00'))
    expect(touched()).toBe(1)
  })
})
