import ts from 'typescript'
import { expect, test } from 'vitest'
import { features } from '../features/features'
import { en } from './en'
import { fr as first } from './fr'
import { later } from './fr/later'

const fr = { ...first, ...later }

test('English says everything that French says, and nothing else', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort())
})

test('a sentence takes the same values in both languages', () => {
  for (const key of Object.keys(fr) as (keyof typeof fr)[]) {
    const [french, english] = [fr[key], en[key]] as (string | ((...values: never[]) => string))[]
    expect(typeof english, key).toBe(typeof french)
    if (typeof french === 'function' && typeof english === 'function') expect(english.length, key).toBe(french.length)
  }
})

test('what the frame shows of a feature is said by the first file', () => {
  const shown = features.flatMap(({ places = [], actions = [] }) => [...places, ...actions].map(({ text }) => text))
  expect(shown.filter((key) => !(key in first))).toEqual([])
})

test('French puts a space that never breaks a line before its high punctuation and inside its quotes', () => {
  const files = import.meta.glob<string>('./fr/*.ts', { query: '?raw', import: 'default', eager: true })
  const breaking = Object.entries(files).flatMap(([name, text]) =>
    wordsIn(text)
      .filter((words) => / [;:!?»]|« /.test(words))
      .map((words) => `${name}: ${words}`),
  )
  expect(breaking).toEqual([])
})

test('no sentence is said by two files', () => {
  expect(Object.keys(first).filter((key) => key in later)).toEqual([])
})

/** What a file says, without the code around it. */
function wordsIn(text: string): string[] {
  const found: string[] = []
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(node.text)
    ts.forEachChild(node, look)
  }
  look(ts.createSourceFile('words.ts', text, ts.ScriptTarget.Latest))
  return found
}

test('French says of whom something is as it is spoken', () => {
  const keys = [
    'calls.company.copied',
    'chat.voice.of',
    'missions.of',
    'payments.open',
    'phone.file',
    'reception.title',
    'reception.theirs',
    'referrals.expired',
  ] as const
  for (const key of keys) {
    expect(fr[key]('Élodie'), key).toContain(' d’Élodie')
    expect(fr[key]('Marie'), key).toContain(' de Marie')
  }
})
