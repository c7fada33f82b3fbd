/**
 * The command line (Part C 6): one line of French or English, read by a fixed grammar. The same line on the same day
 * with the same practice is always understood the same way. Pure.
 *
 *   dupont suivi mardi matin · déplace martin jeudi · bloque 14-16 demain bilan · martin arrivé · 12 mars · liste demain
 */
import type { Status } from '$lib/api'
import { addDays, type Day } from '$lib/time/days'
import { phrase, Reading } from './reading'
import { nextWeekday, readShift } from './days'
import { hasHours, isSaid, readWhen, type When } from './when'
import { practitionerNamed, readPractitioner, readType, type Named } from './who'

export interface Context {
  today: Day
  practitioners: readonly Named[]
  /** The names of the types offered, all practitioners together. */
  typeNames: readonly string[]
}

interface Wish {
  /** The patient as typed; empty when none was named. */
  patient: string
  typeName: string | null
  practitionerId: string | null
  when: When
}

export type Mark = Exclude<Status, 'cancelled' | 'planned'>
export type View = 'day' | 'week' | 'list'

export type Command =
  | { kind: 'nothing' }
  /** Only a name, a number, an address: whose file? */
  | { kind: 'find'; patient: string }
  /** A file for somebody new. */
  | { kind: 'create'; patient: string }
  | ({ kind: 'book' } & Wish)
  /** `shift`: so many days later than it is now. */
  | ({ kind: 'move'; shift: number | null } & Wish)
  | ({ kind: 'cancel' } & Wish)
  | ({ kind: 'wait' } & Wish)
  | { kind: 'mark'; patient: string; status: Mark }
  /** `minute`: a place to book at; `hours`: the part of the day that a list shows. */
  | {
      kind: 'go'
      day: Day
      view: View | null
      minute: number | null
      hours: [number, number] | null
      practitionerId: string | null
    }
  | {
      kind: 'block' | 'unblock'
      day: Day
      start: number
      end: number
      typeName: string | null
      practitionerId: string | null
      note: string
    }

type Verb =
  'block' | 'unblock' | 'move' | 'cancel' | 'book' | 'go' | 'list' | 'week' | 'day' | 'wait' | 'find' | 'create'

/** Verbs open the line. */
const VERBS: [Verb, string][] = [
  ['unblock', 'debloque[rsz]?|unblock|reopen'],
  ['block', 'bloque[rsz]?|block'],
  ['move', 'deplace[rsz]?|reporte[rsz]?|decale[rsz]?|move|reschedule'],
  ['cancel', 'annule[rsz]?|cancel'],
  ['wait', "(?:ajoute[rsz]? )?(?:a |en |sur )?(?:la )?(?:liste d'attente|liste attente|attente)|waiting list|wait"],
  [
    'book',
    '(?:(?:nouveau|prends|prendre|donne[rsz]?|un|book|new|an?) )*(?:rdv|rendez vous|appointment|booking)|book|reserve[rsz]?',
  ],
  ['create', '(?:nouveau|nouvelle|cree[rsz]?|ajoute[rsz]?|new|add|create) (?:(?:le|la|un|une|a) )?(?:patiente?|fiche)'],
  ['list', 'liste|list'],
  ['week', '(?:vue )?semaine|week'],
  ['day', '(?:vue )?jour(?:nee)?|day'],
  ['go', 'va|aller|montre[rsz]?|affiche[rsz]?|ouvre|go to|go|show|open'],
  ['find', 'cherche[rsz]?|trouve[rsz]?|patiente?|fiche|find|search|(?:appel(?: du)?|call(?: from)?)(?=\\s*[+(\\d])'],
]

const MARKS: [Mark, string][] = [
  ['in_consultation', 'en consultation|en cours|in consultation'],
  ['arrived', "(?:est )?(?:arrivee?|la)|en salle(?: d'attente)?|arrived|here"],
  ['absent', 'absente?|non venue?|no show|absent'],
  ['late', 'en retard|late'],
  ['seen', '(?:a ete )?vue?|partie?|termine|seen|done|left'],
]

/** What a line asks for. */
export function parse(line: string, context: Context): Command {
  const reading = new Reading(line)
  if (!reading.left) return { kind: 'nothing' }
  const verb = readVerb(reading)
  if (verb === null) {
    const mark = readMark(reading)
    if (mark) return { kind: 'mark', patient: nameLeft(reading), status: mark }
  }
  const contact = /@|\d[\d\s.+-]{5,}\d/.test(reading.left) && !/(?:^|\s)@\p{L}+/u.test(reading.left)
  if (contact && (verb === null || verb === 'find') && isContact(reading.left))
    return { kind: 'find', patient: reading.left }

  const shift = verb === 'move' ? readShift(reading) : null
  const when = readWhen(reading, context.today)
  const practitionerId = readPractitioner(reading, context.practitioners)
  const typeName = verb === 'find' || verb === 'create' ? null : readType(reading, context.typeNames)
  const patient = nameLeft(reading)
  const wish: Wish = { patient, typeName, practitionerId, when }

  switch (verb) {
    case 'block':
    case 'unblock':
      return { kind: verb, ...hours(when, context.today), typeName, practitionerId, note: patient }
    case 'move':
      return { kind: verb, ...wish, shift }
    case 'cancel':
    case 'wait':
    case 'book':
      return { kind: verb, ...wish }
    case 'list':
    case 'week':
    case 'day': {
      const whose = practitionerId ?? practitionerNamed(patient, context.practitioners)
      if (patient && (practitionerId || !whose)) return { kind: 'find', patient: line.trim() }
      return go(when, context.today, verb, whose)
    }
    case 'go':
      if (patient) return { kind: 'find', patient }
      return go(when, context.today, null, practitionerId)
    case 'create':
      return { kind: verb, patient }
    case 'find':
      return { kind: 'find', patient: patient || line.trim() }
    default:
      if (typeName || (patient && (isSaid(when) || practitionerId))) return { kind: 'book', ...wish }
      if (patient) return { kind: 'find', patient }
      if (isSaid(when) || practitionerId) return go(when, context.today, null, practitionerId)
      return { kind: 'find', patient: line.trim() }
  }
}

function readVerb(reading: Reading): Verb | null {
  for (const [verb, words] of VERBS) {
    const opens = new RegExp(`^\\s*${phrase(`(?:${words})`).source}(?=\\s|$|:)`, 'u')
    // "semaine prochaine" and "jour" within a date are not verbs.
    if (
      (verb === 'week' || verb === 'day') &&
      /^\s*(?:la )?(?:semaine|week|jour)\s+(?:prochain|suivant|dernier|passe|of)/.test(reading.rest)
    )
      continue
    if (verb === 'week' && /^\s*semaine\s+du/.test(reading.rest)) continue
    if (reading.take(opens)) return verb
  }
  return null
}

/** "martin arrivé", "absent dupont": at one end of the line, with a name beside it. */
function readMark(reading: Reading): Mark | null {
  for (const [mark, words] of MARKS) {
    const source = phrase(`(?:${words})`).source
    for (const rule of [new RegExp(`(?<=\\S\\s+)${source}\\s*$`, 'u'), new RegExp(`^\\s*${source}(?=\\s+\\S)`, 'u')]) {
      if (reading.take(rule)) return mark
    }
  }
  return null
}

/** What is left is the patient, without the little words around him; particles ("de la Tour", "Le Goff") are his. */
function nameLeft(reading: Reading): string {
  return reading.left
    .replace(/^(?:(?:pour|for|à|a|au|avec|with|[:,-])(?:\s+|$))+/iu, '')
    .replace(/(?:(?:^|\s+)(?:pour|for|à|a|au|on|at|[:,-]))+$/iu, '')
    .trim()
}

function isContact(text: string): boolean {
  return /^[^\s@]+@\S*$/.test(text) || /^\+?[\d\s.-]{6,}$/.test(text)
}

/** The day a wish points at first. */
export function firstDay(when: When, today: Day): Day {
  if (when.weekdays.length) {
    const from = when.from ?? today
    const base = when.from === null ? today : addDays(from, -1)
    return when.weekdays.map((index) => nextWeekday(index, base)).sort()[0] as Day
  }
  return when.from ?? today
}

function hours(when: When, today: Day): { day: Day; start: number; end: number } {
  const start = when.at ?? when.after ?? 0
  const end =
    when.end ??
    (when.duration && when.at !== null
      ? when.at + when.duration
      : (when.before ?? (when.at === null ? 1440 : Math.min(1440, start + 60))))
  return { day: firstDay(when, today), start, end: Math.max(end, start + 5) }
}

function go(when: When, today: Day, view: View | null, practitionerId: string | null): Command {
  const listed = view === 'list'
  const hours: [number, number] | null =
    listed && hasHours(when) ? [when.at ?? when.after ?? 0, when.end ?? when.before ?? 1440] : null
  // "Demain matin" says a part of a day, not a minute to book at.
  const minute = listed ? null : (when.at ?? (when.before === null ? when.after : null))
  const day = firstDay(when, today)
  return { kind: 'go', day, view: view ?? (when.week ? 'week' : null), minute, hours, practitionerId }
}
