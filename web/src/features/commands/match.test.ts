import { expect, test } from 'vitest'
import { begins } from './match'

test.each([
  ['dur', 'DURAND Inès', true],
  ['ines dur', 'DURAND Inès', true],
  ['ines durant', 'DURAND Inès', false],
  ['liste att', 'Liste d’attente', true],
  ['attente', 'Liste d’attente', true],
  ['', 'Liste', false],
  ['de', 'DE LA TOUR', true],
])('%s, %s', (typed, text, expected) => expect(begins(typed, text)).toBe(expected))
