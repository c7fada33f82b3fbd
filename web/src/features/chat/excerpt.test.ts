import { describe, expect, test } from 'vitest'
import { excerpt } from './excerpt'

const found = (text: string, ...asked: string[]) =>
  excerpt(text, asked)
    .filter((piece) => piece.found)
    .map((piece) => piece.text)
const whole = (text: string, ...asked: string[]) =>
  excerpt(text, asked)
    .map((piece) => piece.text)
    .join('')

describe('excerpt', () => {
  test('accents and capitals make no difference, and the text is shown as it was written', () => {
    expect(found('L’Échographie est prête', 'echogr', 'prete')).toEqual(['Échographie', 'prête'])
    expect(whole('L’Échographie est prête', 'echogr')).toBe('L’Échographie est prête')
  })
  test('a short word is found as it is, a longer one by its beginning', () => {
    expect(found('de la ladrerie', 'la')).toEqual(['la'])
    expect(found('le laboratoire', 'labo')).toEqual(['laboratoire'])
  })
  test('of a long text one sees what stands around the first word', () => {
    const text = `${'bla '.repeat(40)}ordonnance du jour`
    expect(whole(text, 'ordonn').startsWith('…bla')).toBe(true)
    expect(whole(text, 'ordonn').endsWith('ordonnance du jour')).toBe(true)
    expect(whole(text, 'ordonn').length).toBeLessThan(70)
  })
  test('without words the beginning is shown', () => {
    expect(excerpt('Bonjour', [])).toEqual([{ text: 'Bonjour', found: false }])
  })
})
