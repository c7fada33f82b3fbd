import { expect, test } from 'vitest'
import { certain } from './certain'

const hit = (id: string, match: 'phone' | 'exact' | 'prefix' | 'near' | 'sound') => ({ id, match })

test('among several of a name, nobody is guessed', () => {
  expect(certain([hit('a', 'exact'), hit('b', 'exact')])).toBeNull()
  expect(certain([hit('a', 'exact'), hit('b', 'near')])).toBeNull()
  expect(certain([])).toBeNull()
})

test('alone, or alone with this number, he is meant', () => {
  expect(certain([hit('a', 'exact')])?.id).toBe('a')
  expect(certain([hit('a', 'prefix')])?.id).toBe('a')
  expect(certain([hit('a', 'phone'), hit('b', 'prefix')])?.id).toBe('a')
  expect(certain([hit('a', 'phone'), hit('b', 'phone')])).toBeNull()
})

test('a spelling mistake away is not certain', () => {
  expect(certain([hit('a', 'near')])).toBeNull()
  expect(certain([hit('a', 'sound')])).toBeNull()
})
