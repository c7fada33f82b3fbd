/** The words on the screen. French is the reference; English is loaded when asked for. */
import { fr } from './fr'
import type { later } from './fr/later'

type French = typeof fr & typeof later

export type Texts = {
  [Key in keyof French]: French[Key] extends string ? string : French[Key]
}
export type TextKey = keyof Texts
/** Keys of plain sentences, those that take no argument. */
export type PlainKey = { [Key in TextKey]: Texts[Key] extends string ? Key : never }[TextKey]
export type Locale = 'fr' | 'en'

type Values<Key extends TextKey> = Texts[Key] extends (...values: infer V) => string ? V : []

let texts = $state.raw<Partial<Texts>>(fr)
let rest: Promise<void> | null = null
let current = $state.raw<Locale>('fr')

/** The sentence for a key; it follows the language without a reload. */
export function t<Key extends TextKey>(key: Key, ...values: Values<Key>): string {
  const text = texts[key] as string | ((...values: unknown[]) => string) | undefined
  if (text === undefined) {
    // Not here yet: it appears as soon as it is.
    void learn()
    return ''
  }
  return typeof text === 'string' ? text : text(...values)
}

/** Fetches the French that the first screen did not need; English comes whole. */
export function learn(): Promise<void> {
  if (current === 'en') return Promise.resolve()
  rest ??= import('./fr/later').then(
    ({ later }) => {
      if (current === 'fr') texts = { ...fr, ...later }
    },
    (error: unknown) => {
      rest = null // the next one who asks tries again
      throw error
    },
  )
  return rest
}

/** Whether a key that was put together from parts (a refusal's code) has a sentence. */
export function isPlainKey(key: string): key is PlainKey {
  return typeof texts[key as TextKey] === 'string'
}

/** The language in use, and the tag for `Intl`. */
export const language = {
  get locale(): Locale {
    return current
  },
  get tag(): string {
    return current === 'fr' ? 'fr-FR' : 'en-GB'
  },
}

/** Changes the language and remembers it on this device. */
export async function speak(locale: Locale): Promise<void> {
  if (locale === 'en') {
    texts = (await import('./en')).en
    current = 'en'
  } else {
    current = 'fr'
    texts = { ...fr, ...(await import('./fr/later')).later }
  }
  document.documentElement.lang = locale
  localStorage.setItem('ardoise.locale', locale)
}

/** The language chosen on this device, or else French: the practices are. */
export function preferredLocale(): Locale {
  return localStorage.getItem('ardoise.locale') === 'en' ? 'en' : 'fr'
}
