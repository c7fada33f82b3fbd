import { expect, test } from 'vitest'
import { byDay, dayText, hourText } from './words'

test('the first of a month is said as people say it', () => {
  expect(dayText('2026-12-01T09:00:00Z', 'Europe/Paris', 'fr')).toBe('mardi 1er décembre')
  expect(dayText('2026-12-11T09:00:00Z', 'Europe/Paris', 'fr')).toBe('vendredi 11 décembre')
})

test('hours are those of the place, and stand under their day', () => {
  const slots = [{ starts_at: '2026-12-01T22:30:00Z' }, { starts_at: '2026-12-01T23:30:00Z' }]
  expect(hourText('2026-12-01T23:30:00Z', 'Europe/Paris', 'fr')).toBe('00:30')
  expect(byDay(slots, 'Europe/Paris', 'fr').map(([day, listed]) => [day, listed.length])).toEqual([
    ['mardi 1er décembre', 1],
    ['mercredi 2 décembre', 1],
  ])
})
