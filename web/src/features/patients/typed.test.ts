import { expect, test } from 'vitest'
import { draftOf } from './typed'

const draft = (text: string) => {
  const { last_name, first_name, birth_date, contacts } = draftOf(text, '2026-11-22')
  return [
    last_name,
    first_name,
    birth_date ?? '',
    contacts.map(({ kind, value }) => `${kind} ${value}`).join(', '),
  ].join('|')
}

test.each([
  ['dupont', 'Dupont|||'],
  ['dupont marie-claude', 'Dupont|Marie-Claude||'],
  ['Marie DUPONT', 'Dupont|Marie||'],
  ['LE GOFF Anne', 'Le Goff|Anne||'],
  ['le goff anne', 'Le Goff|Anne||'],
  ['de la tour jean', 'De La Tour|Jean||'],
  ["o'brien liam", "O'Brien|Liam||"],
  ['McEnroe John', 'McEnroe|John||'],
  ['06 39 98 00 01', '|||mobile 06 39 98 00 01'],
  ['0139980001', '|||phone 0139980001'],
  ['+33 6 39 98 00 01', '|||mobile +33 6 39 98 00 01'],
  ['ines@exemple.fr', '|||email ines@exemple.fr'],
  ['dupont ines 12/03/1985', 'Dupont|Ines|1985-03-12|'],
  ['dupont ines 0639980001 12/03/1985', 'Dupont|Ines|1985-03-12|mobile 0639980001'],
  ['', '|||'],
])('%s', (text, expected) => expect(draft(text)).toBe(expected))
