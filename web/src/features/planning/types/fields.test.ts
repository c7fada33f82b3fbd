import { expect, test } from 'vitest'
import type { AppointmentTypeView } from '$lib/api'
import { faultsOf, fieldsOf, mayFollow, MIN_NOTICES, NEW_TYPE, withOwn } from './fields'

const type = (id: string, followed_by: string | null = null, archived = false): AppointmentTypeView => ({
  ...NEW_TYPE,
  name: id,
  id,
  version: 1,
  practitioner_id: 'p',
  position: 0,
  followed_by,
  archived,
})

test('the form holds the fields of a type and nothing else', () => {
  expect(Object.keys(fieldsOf(type('a'))).sort()).toEqual(Object.keys(NEW_TYPE).sort())
})

test('a type needs a name, a real duration and ages in order', () => {
  expect(faultsOf({ ...NEW_TYPE, name: ' ' })).toEqual({ name: true })
  expect(faultsOf({ ...NEW_TYPE, name: 'a', duration: Number.NaN })).toEqual({ duration: true })
  expect(faultsOf({ ...NEW_TYPE, name: 'a', duration: 0 })).toEqual({ duration: true })
  const ages = (min_age: number | null, max_age: number | null) =>
    faultsOf({ ...NEW_TYPE, name: 'a', conditions: { ...NEW_TYPE.conditions, min_age, max_age } })
  expect([ages(18, 3), ages(3, 18), ages(18, 18), ages(18, null)]).toEqual([{ ages: true }, {}, {}, {}])
})

test('what follows a type never leads back to it', () => {
  const types = [type('exam', 'visit'), type('visit'), type('other'), type('old', null, true)]
  const names = (id: string) =>
    mayFollow(
      types.find((one) => one.id === id)!,
      types,
    ).map((one) => one.id)
  expect(names('visit')).toEqual(['other'])
  expect(names('exam')).toEqual(['visit', 'other'])
  expect(mayFollow(null, types).map((one) => one.id)).toEqual(['exam', 'visit', 'other'])
})

test('an archived type stays proposed where it follows already', () => {
  const types = [type('exam', 'old'), type('old', null, true)]
  expect(mayFollow(types[0]!, types).map((one) => one.id)).toEqual(['old'])
})

test('a notice of one’s own is among the usual ones', () => {
  expect(withOwn(MIN_NOTICES, 90)).toContain(90)
  expect(withOwn(MIN_NOTICES, 60)).toHaveLength(MIN_NOTICES.length)
  expect(withOwn([7, 30], 10)).toEqual([7, 10, 30])
})
