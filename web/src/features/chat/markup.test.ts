// @vitest-environment jsdom
import { render } from '@testing-library/svelte'
import { describe, expect, test } from 'vitest'
import { namedIn, parse, plainText } from './markup'
import Rich from './Rich.svelte'
import VECTORS from './vectors.json'

const PEOPLE = [
  { id: 'a', name: 'Sonia Petit' },
  { id: 'b', name: 'Sonia Petitjean' },
]

const html = (text: string) =>
  render(Rich, { text, names: PEOPLE, reader: 'a' })
    .container.querySelector('.rich')!
    .innerHTML.replaceAll('<!---->', '')

const SAFE = new Set(['DIV', 'STRONG', 'EM', 'CODE', 'PRE', 'A', 'SPAN'])

// `vectors.json`: ways to make a page run what was typed, after OWASP’s list of filter evasions; the server’s tests and journeys try them too.
describe('what was typed', () => {
  test.each(VECTORS)('is shown, and never run: %s', (vector) => {
    const { container } = render(Rich, { text: vector, names: PEOPLE, reader: 'a' })
    const rich = container.querySelector('.rich')!
    for (const element of rich.querySelectorAll('*')) {
      expect(SAFE, element.outerHTML).toContain(element.tagName)
      const names = element
        .getAttributeNames()
        .filter((name) => name !== 'class')
        .sort()
      expect(names, element.outerHTML).toEqual(element.tagName === 'A' ? ['href', 'rel', 'target'] : [])
      if (element.tagName === 'A') expect(element.getAttribute('href')).toMatch(/^https?:\/\/[^\s"'<>`]+$/)
    }
    expect(rich.textContent).toBe(plainly(vector))
  })
})

/** What remains of a vector on the screen: its markup's signs are gone, nothing else. */
const plainly = (text: string) => parse(text, PEOPLE).map(flat).join('')
const flat = (node: ReturnType<typeof parse>[number]): string =>
  'inside' in node ? node.inside.map(flat).join('') : node.text

describe('markup', () => {
  test.each([
    ['**gras** et *italique*', '<strong>gras</strong> et <em>italique</em>'],
    ['***', '***'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['un_nom_de_fichier et _ceci_', 'un_nom_de_fichier et <em>ceci</em>'],
    ['**a *b* c**', '<strong>a <em>b</em> c</strong>'],
    ['`**tel quel**`', '<code>**tel quel**</code>'],
    ['```\na\n  b\n```', '<pre>a\n  b</pre>'],
    ['**ouvert', '**ouvert'],
    ['a\nb', 'a\nb'],
  ])('%s', (text, shown) => {
    expect(html(text).replace(/ class="[^"]*"/g, '')).toBe(shown)
  })

  test('addresses of the web are links, without what closes the sentence', () => {
    const found = parse('Voir https://a.example/b?c=1, et (http://b.example/x_(y)).').filter(
      (one) => one.kind === 'link',
    )
    expect(found.map((one) => one.text)).toEqual(['https://a.example/b?c=1', 'http://b.example/x_(y)'])
    const link = render(Rich, { text: 'https://a.example' }).container.querySelector('a')!
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer nofollow'])
  })

  test('whoever is named is marked, by the longest name, and oneself stands out', () => {
    expect(parse('@Sonia Petitjean !', PEOPLE)[0]).toEqual({ kind: 'mention', id: 'b', text: '@Sonia Petitjean' })
    expect(namedIn('@Sonia Petit, @Sonia Petitjean et moi@Sonia Petit', PEOPLE)).toEqual(['a', 'b'])
    expect(namedIn('@Inconnu', PEOPLE)).toEqual([])
    expect(
      render(Rich, { text: '@Sonia Petit', names: PEOPLE, reader: 'a' }).container.querySelector('.me'),
    ).not.toBeNull()
  })

  test('the list and quotations show the words alone', () => {
    expect(plainText('**Urgent** : `x`\n\nvoir *ceci*')).toBe('Urgent : x voir ceci')
  })

  test('four thousand signs of anything are read at once', () => {
    for (const sign of ['*', '**a', '_', '`', '@', 'http://', '((', '**_`'])
      expect(plainText(sign.repeat(4_000 / sign.length)).length).toBeGreaterThan(0)
  })
})
