import { expect, test } from 'vitest'
import { isReady, missing } from './password'

test('what is missing is counted in characters, not in code units', () => {
  expect(missing('')).toBeNull()
  expect(missing('été')).toBe(9)
  expect(missing('🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊🌊')).toBe(1)
  expect(missing('douze lettre')).toBeNull()
})

test('a new password is ready when it is long enough and repeated', () => {
  expect(isReady('', '')).toBe(false)
  expect(isReady('court', 'court')).toBe(false)
  expect(isReady('la vague du matin', 'la vague du soir')).toBe(false)
  expect(isReady('la vague du matin', 'la vague du matin')).toBe(true)
})
