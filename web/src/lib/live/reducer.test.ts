import { describe, expect, test } from 'vitest'
import { apply, Maps, replace } from './reducer'

const plain = (maps: Maps) =>
  Object.fromEntries(
    [...maps.all].map(([name, views]) => [name, [...views.values()].sort((a, b) => (a.id < b.id ? -1 : 1))]),
  )

describe('apply', () => {
  test('an event puts by id and drops by id', () => {
    const maps = new Maps()
    apply(maps, { put: { appointments: [{ id: 'a' }, { id: 'b' }] } })
    apply(maps, {
      put: { appointments: [{ id: 'b', status: 'seen' } as never] },
      drop: { appointments: ['a', 'unknown'] },
    })
    expect(plain(maps)).toEqual({ appointments: [{ id: 'b', status: 'seen' }] })
  })

  test('an event that drops and puts the same id keeps what it puts', () => {
    const maps = new Maps()
    apply(maps, { drop: { claims: ['c'] }, put: { claims: [{ id: 'c' }] } })
    expect(plain(maps)).toEqual({ claims: [{ id: 'c' }] })
  })
})

describe('replace', () => {
  test('a snapshot drops what it does not hold and never empties a collection in between', () => {
    const maps = new Maps()
    replace(maps, { appointments: [{ id: 'a' }, { id: 'b' }], claims: [{ id: 'c' }] })
    let smallest = Number.POSITIVE_INFINITY
    const watched = {
      put: (name: string, view: { id: string }) => maps.put(name, view),
      drop: (name: string, id: string) => {
        maps.drop(name, id)
        smallest = Math.min(smallest, [...maps.ids('appointments')].length)
      },
      ids: (name: string) => maps.ids(name),
      names: () => maps.names(),
    }
    replace(watched, { appointments: [{ id: 'b' }, { id: 'd' }] })
    expect(plain(maps)).toEqual({ appointments: [{ id: 'b' }, { id: 'd' }], claims: [] })
    expect(smallest).toBeGreaterThan(0)
  })

  test('what the snapshot does not cover is kept', () => {
    const maps = new Maps()
    replace(maps, { appointments: [{ id: 'old' }, { id: 'in' }] })
    replace(maps, { appointments: [] }, (_, id) => id === 'in')
    expect(plain(maps)).toEqual({ appointments: [{ id: 'old' }] })
  })

  test('events on an old snapshot give the fresh snapshot', () => {
    const maps = new Maps()
    replace(maps, { appointments: [{ id: 'a' }, { id: 'b' }] })
    apply(maps, { put: { appointments: [{ id: 'c' }] } })
    apply(maps, { drop: { appointments: ['a'] } })
    const fresh = new Maps()
    replace(fresh, { appointments: [{ id: 'b' }, { id: 'c' }] })
    expect(plain(maps)).toEqual(plain(fresh))
  })
})
