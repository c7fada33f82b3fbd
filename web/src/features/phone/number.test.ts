import { expect, test } from 'vitest'
import { bareNumber, isNumber } from './number'

test('numbers are known however they are written', () => {
  for (const text of [
    '0639980001',
    '06 39 98 00 01',
    '+33 6 39 98 00 01',
    '06.39.98.00.01',
    'tel:+33639980001',
    '(06) 39-98-00-01',
  ])
    expect(isNumber(text), text).toBe(true)
})

test('names, dates and hours are no numbers', () => {
  for (const text of [
    '',
    'dupont',
    'dupont 0639980001',
    '12/03/1985 dupont',
    '14:00',
    '2026',
    '1234567',
    '+',
    '0639980001234567',
  ])
    expect(isNumber(text), text).toBe(false)
})

test('a pasted link is its number', () => {
  expect(bareNumber(' tel:+33639980001 ')).toBe('+33639980001')
})
