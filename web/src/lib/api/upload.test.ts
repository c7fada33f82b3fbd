import { expect, test } from 'vitest'
import { tooLarge } from './upload'

test('fifty megabytes are sent, one byte more is not', () => {
  expect(tooLarge({ size: 50 * 1024 * 1024 })).toBe(false)
  expect(tooLarge({ size: 50 * 1024 * 1024 + 1 })).toBe(true)
})
