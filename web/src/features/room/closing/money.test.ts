import { describe, expect, it } from 'vitest'
import { centsOf, money, typed } from './money'

describe('an amount', () => {
  it.each([
    ['25', 2500],
    ['25,5', 2550],
    ['26.50', 2650],
    ['1 234,56 €', 123_456],
    ['0,50', 50],
    ['10000', 1_000_000],
  ])('%s is read', (text, cents) => expect(centsOf(text)).toBe(cents))

  it.each(['', 'abc', '-5', '0', '0,49', '25,555', '10000,01', '1e3', '25,5,5'])('%s is none', (text) =>
    expect(centsOf(text)).toBeNull(),
  )

  it('is written in both languages, and read again as it was typed', () => {
    expect(money(2500, 'fr-FR').replace(/\s/g, ' ')).toBe('25,00 €')
    expect(money(2500, 'en-GB')).toBe('€25.00')
    expect(centsOf(typed(123_456, 'fr-FR'))).toBe(123_456)
  })
})
