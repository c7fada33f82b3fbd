// @vitest-environment jsdom
import { render } from '@testing-library/svelte'
import { describe, expect, test } from 'vitest'
import { namedIn, parse, plainText } from './markup'
import Rich from './Rich.svelte'

const PEOPLE = [
  { id: 'a', name: 'Sonia Petit' },
  { id: 'b', name: 'Sonia Petitjean' },
]

const html = (text: string) =>
  render(Rich, { text, names: PEOPLE, reader: 'a' })
    .container.querySelector('.rich')!
    .innerHTML.replaceAll('<!---->', '')

/** Ways to make a page run what was typed, after OWASP's list of filter evasions. */
const VECTORS = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://evil.example/x.js></SCRIPT>',
  '<img src=x onerror=alert(1)>',
  '<IMG SRC=javascript:alert("XSS")>',
  '<IMG SRC=`javascript:alert("RSnake says, \'XSS\'")`>',
  '<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\\>',
  '<IMG SRC=# onmouseover="alert(1)">',
  '<IMG SRC=/ onerror="alert(String.fromCharCode(88,83,83))"></img>',
  '<img src=x onerror="&#0000106&#0000097&#0000118&#0000097">',
  '<IMG SRC="jav&#x09;ascript:alert(1);">',
  '<SCRIPT/XSS SRC="https://evil.example/x.js"></SCRIPT>',
  '<BODY onload!#$%&()*~+-_.,:;?@[/|\\]^`=alert("XSS")>',
  '<<SCRIPT>alert("XSS");//\\<</SCRIPT>',
  '<iframe src=https://evil.example/x.html <',
  '</TITLE><SCRIPT>alert("XSS");</SCRIPT>',
  '<INPUT TYPE="IMAGE" SRC="javascript:alert(1);">',
  '<svg/onload=alert(1)>',
  '<svg><script href="data:text/javascript,alert(1)"></script></svg>',
  '<LINK REL="stylesheet" HREF="javascript:alert(1);">',
  "<STYLE>@import'https://evil.example/x.css';</STYLE>",
  '<META HTTP-EQUIV="refresh" CONTENT="0;url=javascript:alert(1);">',
  '<IFRAME SRC="javascript:alert(1);"></IFRAME>',
  '<TABLE BACKGROUND="javascript:alert(1)">',
  '<DIV STYLE="width: expression(alert(1));">',
  '<BASE HREF="javascript:alert(1);//">',
  '<OBJECT TYPE="text/x-scriptlet" DATA="https://evil.example/x.html"></OBJECT>',
  '<EMBED SRC="data:image/svg+xml;base64,PHN2Zz4=" AllowScriptAccess="always"></EMBED>',
  '<math><mtext><table><mglyph><style><img src onerror=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<template><img src=x onerror=alert(1)></template>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '--><img src=x onerror=alert(1)>',
  '{@html "<img src=x onerror=alert(1)>"}',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '**<img src=x onerror=alert(1)>**',
  '*<svg/onload=alert(1)>*',
  '`<script>alert(1)</script>`',
  '```\n<script>alert(1)</script>\n```',
  '@Sonia Petit<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:msgbox(1)',
  'https://x"onmouseover="alert(1)',
  "https://x'onmouseover='alert(1)",
  'https://x`onmouseover=`alert(1)',
  'https://a.example/"><script>alert(1)</script>',
  'http://javascript:alert(1)@evil.example',
  'https:javascript:alert(1)',
  'https://evil.example\u202egpj.exe',
  '\u0000<script>alert(1)</script>',
  '＜script＞alert(1)＜/script＞',
  '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
]

const SAFE = new Set(['DIV', 'STRONG', 'EM', 'CODE', 'PRE', 'A', 'SPAN'])

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
