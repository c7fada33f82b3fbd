/** Hours, parts of the day and durations as people say them. Pure. */
import { phrase, type Reading } from './reading'
import type { When } from './when'

const HOUR = '(\\d{1,2})(?:_(?:h|:|heures?)_(\\d{2})?)'
const PARTS: [string, number, number][] = [
  ['fin de (?:la )?matinee|late morning', 10 * 60 + 30, 12 * 60 + 30],
  ["fin d'apres midi|late afternoon", 16 * 60, 19 * 60],
  ["debut d'apres midi|early afternoon", 12 * 60 + 30, 15 * 60],
  ['(?:en )?fin de journee|(?:end|late) of (?:the )?day', 16 * 60 + 30, 21 * 60],
  ["(?:l'|en |in the )?(?:apres midi|aprem|afternoon)", 12 * 60, 19 * 60],
  ['(?:le |au |en |in the )?(?:matin|matinee|morning)', 6 * 60, 12 * 60],
  ['(?:le |au |en |in the )?(?:soir|soiree|evening|tonight)', 18 * 60, 23 * 60],
  ['(?:entre midi et deux|(?:a |le )?midi|(?:at )?noon|lunchtime)', 12 * 60, 14 * 60],
]

function minuteOf(hour: string | undefined, minute: string | undefined): number | null {
  const value = Number(hour) * 60 + Number(minute ?? 0)
  return Number(minute ?? 0) > 59 || value > 1440 ? null : value
}

/** Takes the hours and a duration out of a line. */
export function readHours(reading: Reading, when: When): void {
  reading.take(phrase('(?:pendant |for )?(\\d{1,3})_(?:min|mn|minutes?)'), (m) => {
    when.duration = Number(m[1])
  })
  const range = (start: number | null, end: number | null): boolean => {
    if (start === null || end === null || end <= start) return false
    when.at = start
    when.end = end
    return true
  }
  const loose = '(\\d{1,2})(?:_(?:h|:|heures?)_(\\d{2})?)?'
  reading.take(phrase(`(?:(?:de|entre|from|between) )?${loose}_-_${loose}`), (m) => {
    const bare = m[0].replace(/[\d\s-]/g, '') === ''
    // "2-3" is no opening hour: without an h, both are from six on.
    if (bare && Number(m[1]) < 6) return false
    return range(minuteOf(m[1], m[2]), minuteOf(m[3], m[4]))
  })
  reading.take(phrase(`(?:de|entre|from|between) ${loose} (?:a|et|to|and) ${loose}`), (m) =>
    range(minuteOf(m[1], m[2]), minuteOf(m[3], m[4])),
  )
  reading.take(phrase(`${HOUR} (?:a|to) ${HOUR}`), (m) => range(minuteOf(m[1], m[2]), minuteOf(m[3], m[4])))
  reading.take(phrase(`(?:a partir de|apres|des|from|after) ${HOUR}`), (m) => {
    when.after = minuteOf(m[1], m[2])
    return when.after !== null
  })
  reading.take(phrase(`(?:avant|before|until|jusqu'a) ${HOUR}`), (m) => {
    when.before = minuteOf(m[1], m[2])
    return when.before !== null
  })
  reading.take(phrase(`(?:vers|around|about) ${HOUR}`), (m) => {
    const about = minuteOf(m[1], m[2])
    if (about === null) return false
    when.after = Math.max(0, about - 30)
    when.before = Math.min(1440, about + 61)
    return true
  })
  reading.take(phrase('(?:at |after |from )?(\\d{1,2})(?::(\\d{2}))?_(am|pm)'), (m) => {
    const hour = Number(m[1])
    if (hour < 1 || hour > 12) return false
    when.at = ((hour % 12) + (m[3] === 'pm' ? 12 : 0)) * 60 + Number(m[2] ?? 0)
    return true
  })
  reading.take(phrase(`(?:(?:a|at) )?${HOUR}`), (m) => {
    when.at ??= minuteOf(m[1], m[2])
    return when.at !== null
  })
  for (const [words, after, before] of PARTS) {
    if (when.after !== null || when.at !== null) break
    reading.take(phrase(`(?:${words})`), () => {
      when.after = after
      when.before ??= before
    })
  }
}
