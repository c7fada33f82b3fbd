import { describe, expect, test } from 'vitest'
import { firstDay, parse, type Command, type Context } from './parse'
import { fold } from './reading'

/** A Sunday. */
const context: Context = {
  today: '2026-11-22',
  practitioners: [
    { id: 'cl', name: 'Claire Lefèvre', initials: 'CL' },
    { id: 'kb', name: 'Karim Benali', initials: 'KB' },
    { id: 'sm', name: 'Sophie Moreau', initials: 'SM' },
    { id: 'mm', name: 'Marc Moreau-Petit', initials: 'MM' },
  ],
  typeNames: [
    'Consultation',
    'Première consultation',
    'Suivi',
    'Bilan',
    'Bilan de santé complet',
    'Téléconsultation',
    'Urgence',
  ],
}

/** What was understood, without what was not said. */
function understand(line: string, more: Partial<Context> = {}): Record<string, unknown> {
  const command: Command = parse(line, { ...context, ...more })
  const flat: Record<string, unknown> = { ...command, ...('when' in command ? command.when : {}) }
  delete flat['when']
  return Object.fromEntries(
    Object.entries(flat).filter(([, value]) => value !== null && value !== false && String(value) !== ''),
  )
}

describe('finding somebody', () => {
  test.each<[string, string]>([
    ['dupont', 'dupont'],
    ['Marie-Claude Le Goff', 'Marie-Claude Le Goff'],
    ['de la Tour', 'de la Tour'],
    ["O'Brien", "O'Brien"],
    ['06 12 34 56 78', '06 12 34 56 78'],
    ['+33612345678', '+33612345678'],
    ['06.12.34', '06.12.34'],
    ['ines.durand@exemple.fr', 'ines.durand@exemple.fr'],
    ['durand 12/03/1985', 'durand 12/03/1985'],
    ['12/03/1985', '12/03/1985'],
    ['cherche dupont', 'dupont'],
    ['patient dupont', 'dupont'],
    ['find dupont', 'dupont'],
    ['appel 06 39 98 00 01', '06 39 98 00 01'],
    ['call from +33639980001', '+33639980001'],
    ['appel jean', 'appel jean'],
    ['ouvre dupont', 'dupont'],
    ['Moreau', 'Moreau'],
    ['lefevre', 'lefevre'],
    ['Sam', 'Sam'],
    ['Mai Nguyen', 'Mai Nguyen'],
    ['Avril', 'Avril'],
  ])('%s', (line, patient) => expect(understand(line)).toEqual({ kind: 'find', patient }))

  test('a weekday beside a name is a wish for that day', () => {
    expect(understand('Dimanche Okoye')).toEqual({ kind: 'book', patient: 'Okoye', weekdays: [6] })
  })

  test('an empty line asks for nothing', () => expect(understand('   ')).toEqual({ kind: 'nothing' }))
})

describe('booking', () => {
  test.each<[string, Record<string, unknown>]>([
    ['dupont suivi mardi matin', { patient: 'dupont', typeName: 'Suivi', weekdays: [1], after: 360, before: 720 }],
    ['dupont mardi', { patient: 'dupont', weekdays: [1] }],
    ['suivi dupont demain', { patient: 'dupont', typeName: 'Suivi', from: '2026-11-23', to: '2026-11-23' }],
    ['suivi mardi matin', { typeName: 'Suivi', weekdays: [1], after: 360, before: 720 }],
    ['rdv dupont', { patient: 'dupont' }],
    ['un rdv pour dupont mardi à 14h', { patient: 'dupont', weekdays: [1], at: 840 }],
    ['nouveau rdv', {}],
    ['prendre rdv pour Le Goff', { patient: 'Le Goff' }],
    ['dupont avec Benali', { patient: 'dupont', practitionerId: 'kb' }],
    ['dupont chez le Dr Lefèvre jeudi', { patient: 'dupont', practitionerId: 'cl', weekdays: [3] }],
    ['dupont dr. lefevre', { patient: 'dupont', practitionerId: 'cl' }],
    ['dupont @kb suivi', { patient: 'dupont', practitionerId: 'kb', typeName: 'Suivi' }],
    ['dupont avec sophie moreau', { patient: 'dupont', practitionerId: 'sm' }],
    [
      'dupont avec moreau-petit demain',
      { patient: 'dupont', practitionerId: 'mm', from: '2026-11-23', to: '2026-11-23' },
    ],
    ['moreau avec benali', { patient: 'moreau', practitionerId: 'kb' }],
    [
      'dupont première consultation dans 3 semaines',
      { patient: 'dupont', typeName: 'Première consultation', from: '2026-12-13', to: '2026-12-19' },
    ],
    ['dupont consultation', { patient: 'dupont', typeName: 'Consultation' }],
    ['dupont premiere consult', { patient: 'dupont', typeName: 'Première consultation' }],
    ['dupont téléconsult jeudi', { patient: 'dupont', typeName: 'Téléconsultation', weekdays: [3] }],
    ['dupont bilan', { patient: 'dupont', typeName: 'Bilan' }],
    ['dupont bilan complet', { patient: 'dupont', typeName: 'Bilan de santé complet' }],
    ['dupont urgence aujourd’hui', { patient: 'dupont', typeName: 'Urgence', from: '2026-11-22', to: '2026-11-22' }],
    ['dupont suivi d’ici vendredi', { patient: 'dupont', typeName: 'Suivi', from: '2026-11-22', to: '2026-11-27' }],
    [
      'dupont suivi mardi ou jeudi après-midi',
      { patient: 'dupont', typeName: 'Suivi', weekdays: [1, 3], after: 720, before: 1140 },
    ],
    [
      'dupont suivi semaine prochaine',
      { patient: 'dupont', typeName: 'Suivi', from: '2026-11-23', to: '2026-11-29', week: true },
    ],
    ['dupont suivi après 17h', { patient: 'dupont', typeName: 'Suivi', after: 1020 }],
    ['dupont 45 min demain à 9h', { patient: 'dupont', duration: 45, at: 540, from: '2026-11-23', to: '2026-11-23' }],
    ['book dupont tuesday morning', { patient: 'dupont', weekdays: [1], after: 360, before: 720 }],
    [
      'dupont suivi next week with benali',
      { patient: 'dupont', typeName: 'Suivi', practitionerId: 'kb', from: '2026-11-23', to: '2026-11-29', week: true },
    ],
    ['Le Goff mardi', { patient: 'Le Goff', weekdays: [1] }],
    ['de la Tour suivi demain', { patient: 'de la Tour', typeName: 'Suivi', from: '2026-11-23', to: '2026-11-23' }],
    ['bilan dupont', { patient: 'dupont', typeName: 'Bilan' }],
  ])('%s', (line, expected) => expect(understand(line)).toEqual({ kind: 'book', ...expected }))

  test('a patient whose name begins a type is not a type', () => {
    expect(understand('Cons demain')).toMatchObject({ kind: 'book', patient: 'Cons' })
    expect(understand('Sui demain')).toMatchObject({ kind: 'book', patient: 'Sui' })
  })

  test('two practitioners of one name: nobody is guessed', () => {
    const twins = [...context.practitioners, { id: 'b2', name: 'Leïla Benali', initials: 'LB' }]
    expect(understand('dupont avec benali', { practitioners: twins })).toEqual({
      kind: 'find',
      patient: 'dupont avec benali',
    })
    expect(understand('dupont avec leila', { practitioners: twins })).toMatchObject({ practitionerId: 'b2' })
  })
})

describe('moving and cancelling', () => {
  test.each<[string, Record<string, unknown>]>([
    ['déplace martin jeudi', { kind: 'move', patient: 'martin', weekdays: [3] }],
    ['deplacer martin à jeudi 14h', { kind: 'move', patient: 'martin', weekdays: [3], at: 840 }],
    ['reporte martin d’une semaine', { kind: 'move', patient: 'martin', shift: 7 }],
    ['décale martin de 2 jours', { kind: 'move', patient: 'martin', shift: 2 }],
    ['décale martin de deux semaines', { kind: 'move', patient: 'martin', shift: 14 }],
    ['move martin by 1 week', { kind: 'move', patient: 'martin', shift: 7 }],
    ['déplace de la Tour de trois jours', { kind: 'move', patient: 'de la Tour', shift: 3 }],
    [
      'reporte martin semaine prochaine',
      { kind: 'move', patient: 'martin', from: '2026-11-23', to: '2026-11-29', week: true },
    ],
    [
      'décale martin après-demain matin',
      { kind: 'move', patient: 'martin', from: '2026-11-24', to: '2026-11-24', after: 360, before: 720 },
    ],
    ['move martin thursday', { kind: 'move', patient: 'martin', weekdays: [3] }],
    ['déplace martin chez benali', { kind: 'move', patient: 'martin', practitionerId: 'kb' }],
    ['annule martin', { kind: 'cancel', patient: 'martin' }],
    ['annuler martin jeudi', { kind: 'cancel', patient: 'martin', weekdays: [3] }],
    ['cancel martin', { kind: 'cancel', patient: 'martin' }],
    ['déplace', { kind: 'move' }],
  ])('%s', (line, expected) => expect(understand(line)).toEqual(expected))
})

describe('marking', () => {
  test.each<[string, string, string]>([
    ['martin arrivé', 'martin', 'arrived'],
    ['martin est arrivée', 'martin', 'arrived'],
    ['arrivé martin', 'martin', 'arrived'],
    ['martin en salle', 'martin', 'arrived'],
    ['martin en salle d’attente', 'martin', 'arrived'],
    ['martin en consultation', 'martin', 'in_consultation'],
    ['martin absent', 'martin', 'absent'],
    ['martin en retard', 'martin', 'late'],
    ['martin vu', 'martin', 'seen'],
    ['martin late', 'martin', 'late'],
    ['martin no show', 'martin', 'absent'],
  ])('%s', (line, patient, status) => expect(understand(line)).toEqual({ kind: 'mark', patient, status }))

  test('a mark alone is a name', () => expect(understand('absent')).toEqual({ kind: 'find', patient: 'absent' }))
})

describe('blocking', () => {
  const tomorrow = { day: '2026-11-23' }
  test.each<[string, Record<string, unknown>]>([
    ['bloque 14-16 demain bilan', { kind: 'block', ...tomorrow, start: 840, end: 960, typeName: 'Bilan' }],
    ['bloque demain 14h-16h30', { kind: 'block', ...tomorrow, start: 840, end: 990 }],
    ['bloquer demain matin', { kind: 'block', ...tomorrow, start: 360, end: 720 }],
    ['bloque demain', { kind: 'block', ...tomorrow, start: 0, end: 1440 }],
    ['bloque mardi de 8 à 10 réunion', { kind: 'block', day: '2026-11-24', start: 480, end: 600, note: 'réunion' }],
    ['bloque demain à 9h', { kind: 'block', ...tomorrow, start: 540, end: 600 }],
    ['bloque demain à 9h 30 min', { kind: 'block', ...tomorrow, start: 540, end: 570 }],
    ['bloque demain après 17h', { kind: 'block', ...tomorrow, start: 1020, end: 1440 }],
    ['bloque demain avant 10h', { kind: 'block', ...tomorrow, start: 0, end: 600 }],
    ['bloque 14-16', { kind: 'block', day: '2026-11-22', start: 840, end: 960 }],
    ['débloque 14-16 demain', { kind: 'unblock', ...tomorrow, start: 840, end: 960 }],
    ['bloque 14-16 demain avec benali', { kind: 'block', ...tomorrow, start: 840, end: 960, practitionerId: 'kb' }],
    ['block 2pm tomorrow', { kind: 'block', ...tomorrow, start: 840, end: 900 }],
  ])('%s', (line, expected) => {
    expect(understand(line)).toEqual(expected)
  })
})

describe('going somewhere', () => {
  test.each<[string, Record<string, unknown>]>([
    ['demain', { day: '2026-11-23' }],
    ['12 mars', { day: '2027-03-12' }],
    ['mardi prochain', { day: '2026-11-24' }],
    ['dans 3 semaines', { day: '2026-12-13' }],
    ['va au 12 mars', { day: '2027-03-12' }],
    ['aller à demain', { day: '2026-11-23' }],
    ['semaine prochaine', { day: '2026-11-23', view: 'week' }],
    ['semaine du 12 mars', { day: '2027-03-08', view: 'week' }],
    ['semaine', { day: '2026-11-22', view: 'week' }],
    ['semaine 12 mars', { day: '2027-03-12', view: 'week' }],
    ['liste demain', { day: '2026-11-23', view: 'list' }],
    ['liste matin', { day: '2026-11-22', view: 'list', hours: [360, 720] }],
    ['liste demain après 14h benali', { day: '2026-11-23', view: 'list', hours: [840, 1440], practitionerId: 'kb' }],
    ['semaine benali', { day: '2026-11-22', view: 'week', practitionerId: 'kb' }],
    ['demain matin', { day: '2026-11-23' }],
    ['jour', { day: '2026-11-22', view: 'day' }],
    ['demain 14h', { day: '2026-11-23', minute: 840 }],
    ['avec benali demain', { day: '2026-11-23', practitionerId: 'kb' }],
    ['go to march 12', { day: '2027-03-12' }],
    ['week', { day: '2026-11-22', view: 'week' }],
  ])('%s', (line, expected) => expect(understand(line)).toEqual({ kind: 'go', ...expected }))
})

test('somebody new', () => {
  expect(understand('nouveau patient Durand Paul')).toEqual({ kind: 'create', patient: 'Durand Paul' })
  expect(understand('new patient')).toEqual({ kind: 'create' })
})

describe('the waiting list', () => {
  test.each<[string, Record<string, unknown>]>([
    ['attente dupont suivi', { patient: 'dupont', typeName: 'Suivi' }],
    ["liste d'attente dupont avec benali", { patient: 'dupont', practitionerId: 'kb' }],
    ['ajoute à la liste d’attente dupont', { patient: 'dupont' }],
    ['waiting list dupont', { patient: 'dupont' }],
  ])('%s', (line, expected) => expect(understand(line)).toEqual({ kind: 'wait', ...expected }))
})

describe('the same line is always read the same way', () => {
  const lines = [
    'dupont suivi mardi matin',
    'déplace martin jeudi',
    'bloque 14-16 demain bilan',
    '12 mars',
    'martin arrivé',
  ]
  test.each(lines)('%s, in capitals, without accents, with odd blanks', (line) => {
    const plain = understand(line)
    const patient = String(plain['patient'] ?? '')
    for (const other of [line.toUpperCase(), fold(line), `  ${line.replaceAll(' ', '   ')} `]) {
      const understood = understand(other)
      expect({ ...understood, patient: undefined }).toEqual({ ...plain, patient: undefined })
      expect(fold(String(understood['patient'] ?? ''))).toBe(fold(patient))
    }
  })

  test('no beginning of a line throws or loops', () => {
    const long =
      "ajoute à la liste d'attente Marie-Claude de l'Église-Œuvre première consultation mardi 24 de 14h à 16h30 avec le Dr Benali 06 12"
    for (let end = 0; end <= long.length; end++) expect(parse(long.slice(0, end), context).kind).toBeTruthy()
    for (const odd of ['-', '@', '14-', '(', '[a-z]+', '\\', '🌊', 'le', 'à', "d'", '....', 'İ'])
      expect(parse(odd, context).kind).toBeTruthy()
  })
})

describe('the first day of a wish', () => {
  const first = (line: string) => {
    const command = parse(line, context)
    return 'when' in command ? firstDay(command.when, context.today) : ''
  }
  test.each([
    ['dupont mardi', '2026-11-24'],
    ['dupont lundi ou mercredi', '2026-11-23'],
    ['dupont semaine prochaine vendredi', '2026-11-27'],
    ['dupont suivi dans 3 semaines', '2026-12-13'],
    ['dupont suivi', '2026-11-22'],
  ])('%s → %s', (line, day) => expect(first(line)).toBe(day))
})
