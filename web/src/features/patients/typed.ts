/** What was typed to find somebody becomes the beginning of his new file. Pure. */
import { readBirth } from './births'

export interface Draft {
  last_name: string
  first_name: string
  birth_date: string | null
  contacts: { kind: 'mobile' | 'phone' | 'email'; value: string }[]
}

const PARTICLE = /^(?:de|du|des|la|le|les|d'|l'|van|von|ben|el|al|da|dos?)$/i

/** A number, an address, a birth date or a name, last name first; words in capitals are the last name. */
export function draftOf(text: string, today: string): Draft {
  const draft: Draft = { last_name: '', first_name: '', birth_date: null, contacts: [] }
  let rest = text.trim()
  const take = (rule: RegExp, use: (match: string) => void) => {
    const found = rule.exec(rest)
    if (!found) return
    use(found[0].trim())
    rest = rest.replace(found[0], ' ').trim()
  }
  take(/[^\s@]+@[^\s@]+/, (value) => draft.contacts.push({ kind: 'email', value }))
  take(/\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b/, (value) => {
    draft.birth_date = readBirth(value, today)
  })
  take(/\+?\d(?:[\s.-]?\d){5,}/, (value) =>
    draft.contacts.push({ kind: /^(?:\+33|0033|0)\s?[67]/.test(value) ? 'mobile' : 'phone', value }),
  )
  const words = rest.split(/\s+/).filter(Boolean)
  const capitals = words.filter((word) => word.length > 1 && word === word.toLocaleUpperCase() && /\p{Lu}/u.test(word))
  if (capitals.length && capitals.length < words.length) {
    draft.last_name = named(capitals)
    draft.first_name = named(words.filter((word) => !capitals.includes(word)))
  } else {
    let end = 1
    while (end < words.length && PARTICLE.test(words[end - 1] ?? '')) end++
    draft.last_name = named(words.slice(0, end))
    draft.first_name = named(words.slice(end))
  }
  return draft
}

/** First letters as names have them; a word typed with its own capitals keeps them. */
function named(words: readonly string[]): string {
  return words
    .map((word) => (word === word.toLocaleLowerCase() || word === word.toLocaleUpperCase() ? capital(word) : word))
    .join(' ')
}

const capital = (word: string) =>
  word
    .toLocaleLowerCase()
    .replace(/(^|[-'’])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLocaleUpperCase())
