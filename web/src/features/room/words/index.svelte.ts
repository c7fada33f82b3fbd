/** The words of the consultation page, apart from those of the desk: it is a light page. French is the reference. */
import { fr } from './fr'

export type Words = { [Key in keyof typeof fr]: (typeof fr)[Key] extends string ? string : (typeof fr)[Key] }
type Key = keyof Words
type Values<K extends Key> = Words[K] extends (...values: infer V) => string ? V : []
export type Locale = 'fr' | 'en'

let words = $state.raw<Words>(fr)
let current = $state.raw<Locale>('fr')

/** The sentence for a key. */
export function say<K extends Key>(key: K, ...values: Values<K>): string {
  const text = words[key] as string | ((...values: unknown[]) => string)
  return typeof text === 'string' ? text : text(...values)
}

export const tongue = {
  get locale(): Locale {
    return current
  },
  get tag(): string {
    return current === 'fr' ? 'fr-FR' : 'en-GB'
  },
}

/** Changes the language, and remembers it on this device. */
export async function speakRoom(locale: Locale): Promise<void> {
  words = locale === 'en' ? (await import('./en')).en : fr
  current = locale
  document.documentElement.lang = locale
  document.title = say('title')
  localStorage.setItem('ardoise.locale', locale)
}

/** Starts in the language of this device's last visit, or else in French: the practices are. */
export function begin(): Promise<void> {
  return speakRoom(localStorage.getItem('ardoise.locale') === 'en' ? 'en' : 'fr')
}

/** Why a server refused, when this page has a sentence for it. */
export function whyRefused(code: string): string {
  const text = (words as Record<string, unknown>)[`why.${code}`]
  return typeof text === 'string' ? text : say('why.other')
}
