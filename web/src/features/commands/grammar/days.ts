/** Days as people say them, in French and in English: dates, weekdays, "dans 3 semaines". Pure: today comes from outside. */
import { addDays, addMonths, firstOfMonth, isDay, monday, weekday, type Day } from '$lib/time/days'
import { phrase, type Reading } from './reading'
import type { When } from './when'

const MONTHS = [
  'janvier|january|janv|jan',
  'fevrier|february|fevr|fev|feb',
  'mars|march',
  'avril|april|avr|apr',
  'mai|may',
  'juin|june',
  'juillet|july|juil|jul',
  'aout|august|aug',
  'septembre|september|sept|sep',
  'octobre|october|oct',
  'novembre|november|nov',
  'decembre|december|dec',
]
const WEEKDAYS = [
  'lundi|monday|lun',
  'mardi|tuesday|mar|tue',
  'mercredi|wednesday|mer|wed',
  'jeudi|thursday|jeu|thu',
  'vendredi|friday|ven|fri',
  'samedi|saturday',
  'dimanche|sunday|dim',
]
const COUNTS = [
  'zero',
  'une?|one|a',
  'deux|two',
  'trois|three',
  'quatre|four',
  'cinq|five',
  'six',
  'sept|seven',
  'huit|eight',
  'neuf|nine',
  'dix|ten',
]
const MONTH = `(?:${MONTHS.join('|')})\\.?`
const WEEKDAY = `(?:${WEEKDAYS.join('|')})\\.?`
const COUNT = `(?:\\d{1,3}|${COUNTS.join('|')}|douze|quinze)`
const ORDINAL = '(?:er|st|nd|rd|th)?'
/** Three letters may begin a name: they are a day only after something else. */
const SHORT = /^(?:lun|mar|mer|jeu|ven|dim|tue|wed|thu|fri)\.?$/

const LEAD_FROM = "a partir (?:du|de|d')|apres le|apres|des le|des|starting|from|after|since"
const LEAD_TO = "avant le|avant|d'ici (?:le|au)|d'ici|jusqu'au|jusqu'a|before|by|until"

const indexOf = (words: readonly string[], text: string) =>
  words.findIndex((one) => new RegExp(`^(?:${one})$`).test(text.replace('.', '')))

function countOf(text: string): number {
  if (/^\d/.test(text)) return Number(text)
  if (text === 'douze') return 12
  if (text === 'quinze') return 15
  return indexOf(COUNTS, text)
}

const pad = (value: number) => String(value).padStart(2, '0')

/** The day of this month number; without a year the next one to come, today included. */
function dayOf(day: number, month: number, year: number | null, today: Day): Day | null {
  const of = (one: number) => `${one}-${pad(month)}-${pad(day)}`
  if (year !== null) {
    const full = year < 100 ? 2000 + year : year
    return isDay(of(full)) ? of(full) : null
  }
  const thisYear = Number(today.slice(0, 4))
  for (const one of [thisYear, thisYear + 1, thisYear + 2, thisYear + 3, thisYear + 4]) {
    if (isDay(of(one)) && of(one) >= today) return of(one)
  }
  return null
}

/** The next day of a month that bears this number, today included. */
function nextNumber(number: number, today: Day): Day | null {
  if (number < 1 || number > 31) return null
  for (let month = firstOfMonth(today), tries = 0; tries < 13; month = addMonths(month, 1), tries++) {
    const day = `${month.slice(0, 8)}${pad(number)}`
    if (isDay(day) && day >= today) return day
  }
  return null
}

/** The next such day of the week, after today. */
export function nextWeekday(index: number, today: Day): Day {
  return addDays(today, ((index - weekday(today) + 6) % 7) + 1)
}

/** Older than this, a date is a birth date, not a day of the agenda. */
const AGENDA_YEARS = 3

/** Takes the days out of a line. */
export function readDays(reading: Reading, today: Day, when: When): void {
  const oldest = addMonths(today, -12 * AGENDA_YEARS)
  const lead = `(?:(${LEAD_FROM}) |(${LEAD_TO}) |(semaine du|week of) )?`
  const on = `(?:(?:le|du|au|on|the) )?(?:${WEEKDAY},? )?`

  const set = (day: Day | null, match: RegExpExecArray): boolean => {
    if (day === null || day < oldest) return false
    if (match[3]) {
      when.week = true
      when.from = monday(day)
      when.to = addDays(when.from, 6)
    } else if (match[2]) when.to = addDays(day, /^(?:avant|before)/.test(match[2]) ? -1 : 0)
    else {
      when.from = day
      if (!match[1]) when.to = day
    }
    return true
  }
  const number = (text: string | undefined) => (text === undefined ? null : Number(text))
  const dates: [string, (match: RegExpExecArray) => Day | null][] = [
    [`(\\d{4})-(\\d{2})-(\\d{2})`, (m) => (isDay(m.slice(4, 7).join('-')) ? m.slice(4, 7).join('-') : null)],
    [`(\\d{1,2})[/.](\\d{1,2})(?:[/.](\\d{4}|\\d{2}))?`, (m) => dayOf(Number(m[4]), Number(m[5]), number(m[6]), today)],
    [
      `(\\d{1,2})${ORDINAL} (?:of )?(${MONTH})(?: (\\d{4}))?`,
      (m) => dayOf(Number(m[4]), indexOf(MONTHS, m[5] ?? '') + 1, number(m[6]), today),
    ],
    [
      `(${MONTH}) (\\d{1,2})${ORDINAL}(?:,? (\\d{4}))?(?!_[h:])`,
      (m) => dayOf(Number(m[5]), indexOf(MONTHS, m[4] ?? '') + 1, number(m[6]), today),
    ],
  ]
  for (const [source, dayFrom] of dates) {
    reading.takeAll(phrase(`${lead}${on}${source}`), (match) => set(dayFrom(match), match))
  }
  reading.take(phrase(`${lead}(?:le|du|au|the) (\\d{1,2})${ORDINAL}(?!_[h:-])`), (m) =>
    set(nextNumber(Number(m[4]), today), m),
  )
  reading.take(phrase(`${lead}(?:le )?${WEEKDAY} (\\d{1,2})${ORDINAL}(?!_(?:[h:-]|am|pm))`), (m) =>
    set(nextNumber(Number(m[4]), today), m),
  )

  const single: [string, number][] = [
    ['apres demain|day after tomorrow', 2],
    ['demain|tomorrow', 1],
    ['avant hier', -2],
    ['hier|yesterday', -1],
    ["aujourd'hui|aujourdhui|today", 0],
  ]
  for (const [words, days] of single) {
    reading.take(phrase(`${lead}(?:${words})`), (m) => set(addDays(today, days), m))
  }
  // "ce matin" names the day and leaves the hours to be read.
  reading.take(phrase('(?:ce|cet|this)(?= (?:matin|apres midi|aprem|soir|morning|afternoon|evening))'), () => {
    when.from = when.to = today
  })

  reading.take(phrase(`(?:dans|d'ici|in) (${COUNT}) (jours?|days?|semaines?|weeks?|sem|mois|months?)`), (m) => {
    const count = countOf(m[1] ?? '')
    const unit = m[2] ?? ''
    // "huit jours" is a week and "quinze jours" two, when they are spelled out.
    const spelled = m[1] === 'huit' ? 7 : m[1] === 'quinze' ? 14 : count
    const day = /^(?:mois|month)/.test(unit)
      ? addMonths(today, count)
      : addDays(today, /^(?:sem|week)/.test(unit) ? count * 7 : spelled)
    if (m[0].startsWith("d'ici")) {
      when.from ??= today
      when.to = day
    } else {
      when.from = day
      when.to = /^(?:jour|day)/.test(unit) ? day : addDays(day, 6)
    }
  })

  const weeks: [string, number][] = [
    ['(?:la )?semaine (?:prochaine|suivante)|next week', 7],
    ['cette semaine|this week', 0],
    ['(?:la )?semaine (?:derniere|precedente|passee)|last week', -7],
  ]
  for (const [words, shift] of weeks) {
    reading.take(phrase(`(?:${words})`), () => {
      when.week = true
      when.from = addDays(monday(today), shift)
      when.to = addDays(when.from, 6)
    })
  }
  reading.take(phrase('(?:le )?mois (?:prochain|suivant)|next month'), () => {
    when.from = addMonths(firstOfMonth(today), 1)
    when.to = addDays(addMonths(when.from, 1), -1)
  })
  reading.take(phrase(`(?:en|au mois de|courant|in) (${MONTH})(?: (\\d{4}))?`), (m) => {
    const first = dayOf(1, indexOf(MONTHS, m[1] ?? '') + 1, number(m[2]), firstOfMonth(today))
    if (first === null || first < oldest) return false
    when.from = first < today ? today : first
    when.to = addDays(addMonths(first, 1), -1)
    return true
  })
  readWeekdays(reading, today, when)
}

/** Takes "d'une semaine", "de 2 jours": how many days later. */
export function readShift(reading: Reading): number | null {
  let shift: number | null = null
  reading.take(phrase(`(?:d'|de |by )(${COUNT}) (jours?|days?|semaines?|weeks?)`), (match) => {
    shift = countOf(match[1] ?? '') * (/^(?:sem|week)/.test(match[2] ?? '') ? 7 : 1)
  })
  return shift
}

function readWeekdays(reading: Reading, today: Day, when: When): void {
  const source = `(?:(?:(${LEAD_FROM})|(${LEAD_TO})|le|les|ce|on|next|this|ou|et|or|and) )?(${WEEKDAY})(?:(?<=di|che|day)s)?( (?:prochaine?|suivant|en huit|en quinze|d'apres))?`
  reading.takeAll(phrase(source), (match) => {
    const word = match[3] ?? ''
    const isFirst = !reading.folded.slice(0, match.index + match[0].indexOf(word)).trim()
    if (SHORT.test(word) && isFirst) return false
    const index = indexOf(WEEKDAYS, word)
    const shift = / en huit| d'apres/.test(match[4] ?? '') ? 7 : /en quinze/.test(match[4] ?? '') ? 14 : 0
    const coming = addDays(nextWeekday(index, today), shift)
    if (match[2]) {
      when.to = coming
      when.from ??= today
    } else if (match[1]) when.from = coming
    else {
      if (!when.weekdays.includes(index)) when.weekdays.push(index)
      if (shift) when.from = when.to = coming
    }
    return true
  })
  when.weekdays.sort((a, b) => a - b)
}
