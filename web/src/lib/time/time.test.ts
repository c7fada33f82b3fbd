import { beforeAll, describe, expect, test } from 'vitest'
import { learn, t } from '$i18n'
import { addDays, addMonths, clockText, daysBetween, isDay, monday, parseClock, weekday } from './days'
import {
  ageOn,
  capital,
  countdownText,
  dayRange,
  durationText,
  fullDay,
  longDay,
  shortDay,
  weekdayAndDay,
} from './format'
import { toInstant, toWall } from './zones'

describe('days', () => {
  test('weeks begin on Monday, across months and years', () => {
    expect(monday('2027-01-01')).toBe('2026-12-28')
    expect(weekday('2026-11-22')).toBe(6)
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02'])
  })

  test('only real days are days', () => {
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('2028-02-29')).toBe(true)
    expect(isDay('demain')).toBe(false)
  })

  test('times are read as people write them', () => {
    expect([
      parseClock('9h'),
      parseClock('9h05'),
      parseClock('14:30'),
      parseClock('25:00'),
      parseClock('midi'),
    ]).toEqual([540, 545, 870, null, null])
    expect(clockText(545)).toBe('09:05')
  })
})

describe('zones', () => {
  const cases: [string, string][] = [
    ['Europe/Paris', '2026-03-29'],
    ['Europe/Paris', '2026-10-25'],
    ['America/Cayenne', '2026-06-01'],
    ['Indian/Reunion', '2026-06-01'],
    ['Pacific/Noumea', '2026-06-01'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Asia/Kathmandu', '2026-06-01'],
  ]
  test.each(cases)('every hour of %s on %s goes to an instant and comes back', (zone, day) => {
    for (let minute = 0; minute < 1440; minute += 15) {
      const wall = toWall(toInstant(day, minute, zone), zone)
      const skipped = wall.minute !== minute
      // Only the hour that the change of hour removes comes back later.
      if (skipped) expect([zone, day, Math.floor(minute / 60)]).toEqual(['Europe/Paris', '2026-03-29', 2])
      else expect(wall).toEqual({ day, minute })
    }
  })

  test('an hour that comes twice means its first time, one that never comes moves forward', () => {
    expect(toInstant('2026-10-25', 150, 'Europe/Paris')).toBe('2026-10-25T00:30:00Z')
    expect(toInstant('2026-03-29', 150, 'Europe/Paris')).toBe('2026-03-29T01:30:00Z')
  })

  test('a day of 23 hours really lasts 23 hours', () => {
    const hours =
      (Date.parse(toInstant('2026-03-30', 0, 'Europe/Paris')) -
        Date.parse(toInstant('2026-03-29', 0, 'Europe/Paris'))) /
      3_600_000
    expect(hours).toBe(23)
  })
})

describe('sentences', () => {
  beforeAll(learn)

  test('French says 1er', () => {
    expect(longDay('2026-12-01')).toBe('mardi 1er décembre')
    expect(longDay('2026-12-11')).toBe('vendredi 11 décembre')
    expect(dayRange('2026-12-01', '2026-12-05')).toBe('du 1er au 5 décembre')
    expect(dayRange('2026-11-30', '2026-12-05')).toBe('du 30 novembre au 5 décembre')
    expect(dayRange('2026-11-30', '2026-12-05', 'short')).toBe('du 30 nov. au 5 déc.')
    expect(dayRange('2026-12-01', '2026-12-05', 'short')).toBe('du 1er au 5 décembre')
  })

  test('a day has its capital at the beginning of a line only', () => {
    const [day, short] = [longDay('2026-11-30'), shortDay('2026-11-30')]
    expect([day, short, weekdayAndDay('2026-11-30')]).toEqual(['lundi 30 novembre', 'lun. 30 nov.', 'lun. 30'])
    expect(fullDay('2026-11-30')).toBe('lundi 30 novembre 2026')
    expect([t('referrals.booked_for', short), t('agenda.evening', day)]).toEqual([
      'Attendu le lun. 30 nov.',
      'La journée est finie : voici lundi 30 novembre.',
    ])
    expect([capital(day), capital(short)]).toEqual(['Lundi 30 novembre', 'Lun. 30 nov.'])
  })

  test('durations, countdowns and ages', () => {
    expect([durationText(45), durationText(60), durationText(75)]).toEqual(['45 min', '1 h', '1 h 15'])
    expect([countdownText(125), countdownText(180.7), countdownText(-3)]).toEqual(['2:05', '3:00', '0:00'])
    expect([ageOn('2000-11-24', '2026-11-23'), ageOn('2000-11-23', '2026-11-23')]).toEqual([25, 26])
  })
})
