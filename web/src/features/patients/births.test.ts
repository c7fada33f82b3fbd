import { expect, test } from 'vitest'
import { birthText, monthsOld, readBirth } from './births'

const TODAY = '2026-11-22'

test.each([
  ['12/03/1985', '1985-03-12'],
  ['1/3/85', '1985-03-01'],
  ['12 3 1985', '1985-03-12'],
  ['12031985', '1985-03-12'],
  ['120385', '1985-03-12'],
  ['12.03.26', '2026-03-12'],
  ['12.03.27', '1927-03-12'],
  ['1985-03-12', '1985-03-12'],
  ['29/02/2024', '2024-02-29'],
  ['22/11/2026', '2026-11-22'],
])('%s is %s', (text, day) => expect(readBirth(text, TODAY)).toBe(day))

test.each(['', '12/03', '31/02/1985', '29/02/2023', '23/11/2026', '12/13/1985', 'mars 1985', '12/03/0085'])(
  '%s is no birth date',
  (text) => expect(readBirth(text, TODAY)).toBeNull(),
)

test('a birth date is shown as it is typed', () => {
  expect(birthText('1985-03-12')).toBe('12/03/1985')
  expect(birthText(null)).toBe('')
  expect(readBirth(birthText('1985-03-12'), TODAY)).toBe('1985-03-12')
})

test('months are counted when they are complete', () => {
  expect([monthsOld('2026-10-22', TODAY), monthsOld('2026-10-23', TODAY), monthsOld('2025-11-22', TODAY)]).toEqual([
    1, 0, 12,
  ])
})
