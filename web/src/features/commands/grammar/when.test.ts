import { describe, expect, test } from 'vitest'
import { Reading } from './reading'
import { readWhen, type When } from './when'

/** A Sunday. */
const TODAY = '2026-11-22'

function read(line: string, today = TODAY): Partial<When> & { left: string } {
  const reading = new Reading(line)
  const when = readWhen(reading, today)
  const said = Object.entries(when).filter(([, value]) => value !== null && value !== false && String(value) !== '')
  return { ...Object.fromEntries(said), left: reading.left }
}
const on = (day: string, more: Partial<When> = {}, left = '') => ({ from: day, to: day, ...more, left })

describe('days', () => {
  test.each<[string, object]>([
    ['aujourd’hui', on('2026-11-22')],
    ["aujourd'hui", on('2026-11-22')],
    ['demain', on('2026-11-23')],
    ['après-demain', on('2026-11-24')],
    ['apres demain', on('2026-11-24')],
    ['hier', on('2026-11-21')],
    ['avant-hier', on('2026-11-20')],
    ['tomorrow', on('2026-11-23')],
    ['day after tomorrow', on('2026-11-24')],
    ['12 mars', on('2027-03-12')],
    ['le 12 mars', on('2027-03-12')],
    ['1er décembre', on('2026-12-01')],
    ['22 novembre', on('2026-11-22')],
    ['21 novembre', on('2027-11-21')],
    ['12 mars 2028', on('2028-03-12')],
    ['march 12', on('2027-03-12')],
    ['12th of March', on('2027-03-12')],
    ['March 12, 2028', on('2028-03-12')],
    ['3 févr.', on('2027-02-03')],
    ['29 février', on('2028-02-29')],
    ['12/03', on('2027-03-12')],
    ['12/3/2027', on('2027-03-12')],
    ['12.03.27', on('2027-03-12')],
    ['2026-12-01', on('2026-12-01')],
    ['le 24', on('2026-11-24')],
    ['le 3', on('2026-12-03')],
    ['le 31', on('2026-12-31')],
    ['mardi 24', on('2026-11-24')],
    ['mardi 24 novembre', on('2026-11-24')],
    ['lundi 30 novembre 2026', on('2026-11-30')],
    ['dans 3 semaines', { from: '2026-12-13', to: '2026-12-19', left: '' }],
    ['dans trois semaines', { from: '2026-12-13', to: '2026-12-19', left: '' }],
    ['dans 10 jours', on('2026-12-02')],
    ['dans huit jours', on('2026-11-29')],
    ['dans quinze jours', on('2026-12-06')],
    ['dans 15 jours', on('2026-12-07')],
    ['dans 2 mois', { from: '2027-01-22', to: '2027-01-28', left: '' }],
    ['in 2 weeks', { from: '2026-12-06', to: '2026-12-12', left: '' }],
    ["d'ici 3 jours", { from: '2026-11-22', to: '2026-11-25', left: '' }],
    ['semaine prochaine', { from: '2026-11-23', to: '2026-11-29', week: true, left: '' }],
    ['la semaine prochaine', { from: '2026-11-23', to: '2026-11-29', week: true, left: '' }],
    ['next week', { from: '2026-11-23', to: '2026-11-29', week: true, left: '' }],
    ['cette semaine', { from: '2026-11-16', to: '2026-11-22', week: true, left: '' }],
    ['semaine du 12 mars', { from: '2027-03-08', to: '2027-03-14', week: true, left: '' }],
    ['mois prochain', { from: '2026-12-01', to: '2026-12-31', left: '' }],
    ['en mars', { from: '2027-03-01', to: '2027-03-31', left: '' }],
    ['en novembre', { from: '2026-11-22', to: '2026-11-30', left: '' }],
    ['à partir du 12 mars', { from: '2027-03-12', left: '' }],
    ['après le 12 mars', { from: '2027-03-12', left: '' }],
    ['avant le 12 mars', { to: '2027-03-11', left: '' }],
    ["d'ici le 12 mars", { to: '2027-03-12', left: '' }],
    ["jusqu'au 12 mars", { to: '2027-03-12', left: '' }],
  ])('%s', (line, expected) => expect(read(line)).toEqual(expected))

  test.each<[string, object]>([
    ['mardi', { weekdays: [1], left: '' }],
    ['mardi prochain', { weekdays: [1], left: '' }],
    ['le mardi', { weekdays: [1], left: '' }],
    ['mardi ou jeudi', { weekdays: [1, 3], left: '' }],
    ['mardi en huit', { from: '2026-12-01', to: '2026-12-01', weekdays: [1], left: '' }],
    ['next tuesday', { weekdays: [1], left: '' }],
    ["d'ici vendredi", { from: '2026-11-22', to: '2026-11-27', left: '' }],
    ['à partir de jeudi', { from: '2026-11-26', left: '' }],
    ['dupont mar', { weekdays: [1], left: 'dupont' }],
    ['mar', { left: 'mar' }],
    ['Dim Sum', { left: 'Dim Sum' }],
  ])('%s', (line, expected) => expect(read(line)).toEqual(expected))

  test('a weekday never means today', () => {
    expect(read('mardi en huit', '2026-11-24').from).toBe('2026-12-08')
  })

  test.each(['12/03/1985', '1985-03-12', '12 mars 1985', '31 février', '12/13', 'Mars', 'May Dupont', 'Avril Lavigne'])(
    '%s is no day of the agenda',
    (line) => expect(read(line).left).toBe(line),
  )
})

describe('hours', () => {
  test.each<[string, object]>([
    ['14-16', { at: 840, end: 960, left: '' }],
    ['14h-16h', { at: 840, end: 960, left: '' }],
    ['14h à 16h30', { at: 840, end: 990, left: '' }],
    ['de 14 à 16', { at: 840, end: 960, left: '' }],
    ['de 8h30 à 12h', { at: 510, end: 720, left: '' }],
    ['entre 9 et 11h', { at: 540, end: 660, left: '' }],
    ['from 9:00 to 11:30', { at: 540, end: 690, left: '' }],
    ['8:30-12:00', { at: 510, end: 720, left: '' }],
    ['9h', { at: 540, left: '' }],
    ['à 9h30', { at: 570, left: '' }],
    ['9 heures', { at: 540, left: '' }],
    ['14:05', { at: 845, left: '' }],
    ['3pm', { at: 900, left: '' }],
    ['at 3:15 pm', { at: 915, left: '' }],
    ['12am', { at: 0, left: '' }],
    ['après 17h', { after: 1020, left: '' }],
    ['avant 10h', { before: 600, left: '' }],
    ['vers 15h', { after: 870, before: 961, left: '' }],
    ['matin', { after: 360, before: 720, left: '' }],
    ['le matin avant 10h', { after: 360, before: 600, left: '' }],
    ['après-midi', { after: 720, before: 1140, left: '' }],
    ["l'après-midi", { after: 720, before: 1140, left: '' }],
    ['fin d’après-midi', { after: 960, before: 1140, left: '' }],
    ['soir', { after: 1080, before: 1380, left: '' }],
    ['afternoon', { after: 720, before: 1140, left: '' }],
    ['30 min', { duration: 30, left: '' }],
    ['à 9h 45min', { at: 540, duration: 45, left: '' }],
    ['ce matin', on('2026-11-22', { after: 360, before: 720 })],
    ['demain matin', on('2026-11-23', { after: 360, before: 720 })],
    ['mardi 14h', { weekdays: [1], at: 840, left: '' }],
    ['12 mars 14h30', on('2027-03-12', { at: 870 })],
    ['mardi 24 14-16', on('2026-11-24', { at: 840, end: 960 })],
  ])('%s', (line, expected) => expect(read(line)).toEqual(expected))

  test.each(['25h', '9h75', '16-14', '2-3', '13pm'])('%s is no hour', (line) => expect(read(line).left).toBe(line))
})
