import { expect, test } from 'vitest'
import { hueOf } from './person'

test('a person has the colour that the server counts', () => {
  expect(hueOf('3f2a9c0d5e7b41868d1c2b3a4f5e6d70'), 'as in tests/server/accounts/test_rules.py').toBe(74)
})
