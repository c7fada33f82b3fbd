import { expect, test } from 'vitest'
import { parse } from './grammar/parse'
import { nothingSaid } from './grammar/when'
import { questionOf, shifted } from './query'

const TODAY = '2026-11-22'
const ask = (line: string) => {
  const command = parse(line, { today: TODAY, practitioners: [], typeNames: ['Suivi'] })
  return 'when' in command ? questionOf(command.when, TODAY) : null
}

test.each([
  ['dupont suivi mardi matin', { from_day: TODAY, days: 90, weekdays: [1], after: 360, before: 720 }],
  ['dupont suivi demain', { from_day: '2026-11-23', days: 1, weekdays: [], after: 0, before: 1440 }],
  ['dupont suivi dans 3 semaines', { from_day: '2026-12-13', days: 7, weekdays: [], after: 0, before: 1440 }],
  ['dupont suivi à partir du 1er décembre', { from_day: '2026-12-01', days: 90, weekdays: [], after: 0, before: 1440 }],
  ['dupont suivi d’ici vendredi', { from_day: TODAY, days: 6, weekdays: [], after: 0, before: 1440 }],
  ['dupont suivi hier', { from_day: TODAY, days: 1, weekdays: [], after: 0, before: 1440 }],
  ['dupont suivi demain 14h', { from_day: '2026-11-23', days: 1, weekdays: [], after: 840, before: 1440 }],
  ['dupont suivi demain 14-16', { from_day: '2026-11-23', days: 1, weekdays: [], after: 840, before: 960 }],
  ['dupont suivi', { from_day: TODAY, days: 90, weekdays: [], after: 0, before: 1440 }],
])('%s', (line, expected) => expect(ask(line)).toEqual(expected))

test('a week later, at the same hour', () => {
  expect(questionOf(shifted(nothingSaid(), '2026-11-24', 540, 7), TODAY)).toEqual({
    from_day: '2026-12-01',
    days: 1,
    weekdays: [],
    after: 540,
    before: 1440,
  })
})
