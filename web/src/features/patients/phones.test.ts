import { expect, test } from 'vitest'
import { phoneText } from './phones'

test.each([
  ['+33639980001', '06 39 98 00 01'],
  ['+262692123456', '06 92 12 34 56'],
  ['+32470123456', '+32 470 123 456'],
  ['+41791234567', '+41 791 234 567'],
  ['112', '112'],
])('%s → %s', (value, expected) => expect(phoneText(value)).toBe(expected))
