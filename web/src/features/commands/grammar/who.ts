/** Whose agenda, and which type of appointment, among those that exist. Pure. */
import { fold, phrase, type Reading } from './reading'

export interface Named {
  id: string
  name: string
  initials: string
}

const words = (text: string) =>
  fold(text)
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)

const LEAD = phrase(
  '(?:avec|chez|with|pour (?:le |la )?(?=dr|docteur|doctor|pr|professeur)|(?=(?:dr|docteur|doctor|professeur)))(?: (?:le|la))?_(?:(?:dr|docteur|doctor|pr|professeur)\\.?)?',
)
const MOST_WORDS = 3

/** Takes "avec Benali", "chez le Dr Lefèvre", "@kb"; a bare name may be a patient's and is left. */
export function readPractitioner(reading: Reading, practitioners: readonly Named[]): string | null {
  const { rest } = reading
  for (const lead of rest.matchAll(new RegExp(LEAD.source, 'gu'))) {
    if (!lead[0].trim()) continue
    const from = lead.index + lead[0].length
    const said = [...rest.slice(from).matchAll(/[\p{L}']+/gu)].slice(0, MOST_WORDS)
    for (let count = said.length; count > 0; count--) {
      const found = among(
        practitioners,
        said.slice(0, count).map((match) => match[0]),
      )
      const last = said[count - 1]
      if (!found || !last) continue
      reading.mark(lead.index, from - lead.index + last.index + last[0].length)
      return found
    }
  }
  let found: string | null = null
  reading.take(/@(\p{L}+)/u, (match) => {
    const initials = practitioners.filter((one) => fold(one.initials) === match[1])
    found = initials.length === 1 ? (initials[0]?.id ?? null) : among(practitioners, [match[1] ?? ''])
    return found !== null
  })
  return found
}

/** Takes no lead: for a line that says nothing but whose agenda, "semaine Benali". */
export function practitionerNamed(text: string, practitioners: readonly Named[]): string | null {
  const said = words(text)
  return said.length ? among(practitioners, said) : null
}

/** The one practitioner all of whose said words begin words of his name; null when nobody or several. */
function among(practitioners: readonly Named[], said: readonly string[]): string | null {
  if (said.some((word) => word.length < 2)) return null
  const fits = (exact: boolean) =>
    practitioners.filter(({ name }) =>
      said.every((word) => words(name).some((part) => (exact ? part === word : part.startsWith(word)))),
    )
  for (const exact of [true, false]) {
    const found = fits(exact)
    if (found.length === 1) return found[0]?.id ?? null
  }
  return null
}

const EMPTY = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'et', 'en', 'a', 'au', 'of', 'the', 'and'])
/** A word that begins a type's must be long enough not to be the beginning of a name. */
const PREFIX = 4

/**
 * Takes the words of a type: the type with most of its words said, the shorter name when two say as much. The first
 * word of a line is rather a name, so it must be a whole word of the type.
 */
export function readType(reading: Reading, typeNames: readonly string[]): string | null {
  const said = [...reading.rest.matchAll(/[\p{L}\d]+/gu)].map((match) => ({ word: match[0], at: match.index }))
  const first = reading.folded.search(/[\p{L}\d]/u)
  let best: { name: string; at: { word: string; at: number }[]; missing: number } | null = null
  for (const name of typeNames) {
    const parts = words(name).filter((word) => !EMPTY.has(word))
    const used = said.filter(({ word, at }) =>
      parts.some((part) => part === word || (at !== first && word.length >= PREFIX && part.startsWith(word))),
    )
    const missing = parts.length - used.length
    if (
      !used.length ||
      (best && (used.length < best.at.length || (used.length === best.at.length && missing >= best.missing)))
    )
      continue
    best = { name, at: used, missing }
  }
  if (!best) return null
  for (const { word, at } of best.at) reading.mark(at, word.length)
  return best.name
}
