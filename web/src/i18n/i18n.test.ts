import { expect, test } from 'vitest'
import { en } from './en'
import { fr } from './fr'

test('English says everything that French says, and nothing else', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort())
})

test('a sentence takes the same values in both languages', () => {
  for (const key of Object.keys(fr) as (keyof typeof fr)[]) {
    const [french, english] = [fr[key], en[key]] as (string | ((...values: never[]) => string))[]
    expect(typeof english, key).toBe(typeof french)
    if (typeof french === 'function' && typeof english === 'function') expect(english.length, key).toBe(french.length)
  }
})
