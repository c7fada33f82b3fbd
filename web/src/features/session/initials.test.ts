import { expect, test } from 'vitest'
import { initialsOf } from './initials'

test.each([
  ['Dr Karim Benali', 'KB'],
  ['Nadia', 'N'],
  ['Marie-Claude Le Goff', 'MG'],
  ['Mme Élodie Traoré', 'ÉT'],
  ['  ', ''],
])('%s → %s', (name, expected) => expect(initialsOf(name)).toBe(expected))
