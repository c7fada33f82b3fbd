import { expect, test } from 'vitest'
import { Refusal } from './refusal'

const reasonOf = (code: string, data?: Record<string, unknown>) => new Refusal({ status: 422, code, data }).reason

test('a refusal says what is wrong where there are words for its reason, and otherwise what its code means', () => {
  expect(reasonOf('invalid', { field: 'name', reason: 'unprintable' })).toContain('caractère invisible')
  expect(reasonOf('invalid', { field: 'name', reason: 'taken' })).toBe('Ces valeurs ne vont pas ensemble.')
  expect(reasonOf('invalid')).toBe('Ces valeurs ne vont pas ensemble.')
})
