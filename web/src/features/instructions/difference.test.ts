import { expect, test } from 'vitest'
import { difference } from './difference'

test('a text that did not change is one piece', () => {
  expect(difference('Rappeler la carte Vitale', 'Rappeler la carte Vitale')).toEqual([
    { kind: 'same', text: 'Rappeler la carte Vitale' },
  ])
})

test('a word that took the place of another stands after it', () => {
  expect(difference('Pas de bilan avant 10 h', 'Pas de bilan avant 11 h')).toEqual([
    { kind: 'same', text: 'Pas de bilan avant ' },
    { kind: 'gone', text: '10 ' },
    { kind: 'new', text: '11 ' },
    { kind: 'same', text: 'h' },
  ])
})

test('both texts can be read from the pieces', () => {
  const before = 'Les certificats de sport : deux créneaux, jamais le mercredi après-midi.'
  const after = 'Les certificats : un seul créneau, jamais le mercredi ni le samedi.'
  const pieces = difference(before, after)
  const without = (kind: string) =>
    pieces
      .filter((one) => one.kind !== kind)
      .map((one) => one.text)
      .join('')
  expect(without('new').trim()).toBe(before)
  expect(without('gone').trim()).toBe(after)
})

test('what was added at the end is new, and nothing is gone', () => {
  expect(difference('', 'Nouveau')).toEqual([{ kind: 'new', text: 'Nouveau' }])
  expect(difference('Sur place', '')).toEqual([{ kind: 'gone', text: 'Sur place' }])
})
