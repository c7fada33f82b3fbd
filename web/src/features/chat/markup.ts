/**
 * The small markup of messages, as a tree: `**bold**`, `*italic*` or `_italic_`, `` `code` ``, a block between ``` lines, addresses, and
 * those whom the message names. Everything else is text. What draws the tree makes elements of it; no text ever becomes HTML.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold' | 'italic'; inside: Inline[] }
  | { kind: 'code' | 'block'; text: string }
  | { kind: 'link'; href: string; text: string }
  | { kind: 'mention'; id: string; text: string }

/** Whom a message may name: identifier and name. */
export type Names = readonly { id: string; name: string }[]

const BLOCK = /```\n?([\s\S]+?)\n?```/y
const CODE = /`([^`\n]+)`/y
const BOLD = /\*\*(?=\S)([^\n]*?\S)\*\*/y
const STAR = /\*(?=[^\s*])([^\n*]*?[^\s*])\*(?![\p{L}\d*])/uy
const LOW = /_(?=[^\s_])([^\n_]*?[^\s_])_(?![\p{L}\d_])/uy
const LINK = /https?:\/\/[^\s<>"'`]+/iy
const WORD = /[\p{L}\d_]/u

/** The tree of a text. */
export function parse(text: string, names: Names = []): Inline[] {
  const found: Inline[] = []
  let plain = ''
  const flush = () => {
    if (plain) found.push({ kind: 'text', text: plain })
    plain = ''
  }
  for (let at = 0; at < text.length;) {
    const taken = read(text, at, names)
    if (!taken) {
      plain += text[at++]
      continue
    }
    flush()
    found.push(taken.node)
    at += taken.length
  }
  flush()
  return found
}

/** A text without its markup, on one line: for the list, a quotation, a notice. */
export function plainText(text: string): string {
  return flat(parse(text)).replace(/\s+/g, ' ').trim()
}

/** Of these people, those whom a text names. */
export function namedIn(text: string, people: Names): string[] {
  const found = new Set<string>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const node = mention(text, at, people)
    if (node?.node.kind === 'mention') found.add(node.node.id)
  }
  return [...found]
}

interface Taken {
  node: Inline
  length: number
}

function read(text: string, at: number, names: Names): Taken | null {
  const inner = (kind: 'bold' | 'italic', rule: RegExp) => {
    const match = matched(rule, text, at)
    return match && { node: { kind, inside: parse(match[1]!, names) }, length: match[0].length }
  }
  const begins = at === 0 || !WORD.test(text[at - 1]!)
  switch (text[at]) {
    case '`': {
      const block = matched(BLOCK, text, at)
      if (block) return { node: { kind: 'block', text: block[1]! }, length: block[0].length }
      const code = matched(CODE, text, at)
      return code && { node: { kind: 'code', text: code[1]! }, length: code[0].length }
    }
    case '*':
      return inner('bold', BOLD) ?? (begins ? inner('italic', STAR) : null)
    case '_':
      return begins ? inner('italic', LOW) : null
    case '@':
      return begins ? mention(text, at, names) : null
    case 'h':
    case 'H':
      return begins ? link(text, at) : null
    default:
      return null
  }
}

function matched(rule: RegExp, text: string, at: number): RegExpExecArray | null {
  rule.lastIndex = at
  return rule.exec(text)
}

/** An address of the web; what closes a sentence is not part of it. */
function link(text: string, at: number): Taken | null {
  let address = matched(LINK, text, at)?.[0].replace(/[.,;:!?'’»*_]+$/u, '')
  if (!address) return null
  while (address.endsWith(')') && !balanced(address)) address = address.slice(0, -1)
  if (!URL.canParse(address)) return null
  const { href, protocol, username, password } = new URL(address)
  if (!/^https?:$/.test(protocol) || username || password) return null
  return { node: { kind: 'link', href, text: address }, length: address.length }
}

const balanced = (text: string) => text.split('(').length === text.split(')').length

/** The longest name that stands after an `@`. */
function mention(text: string, at: number, names: Names): Taken | null {
  let best: { id: string; name: string } | null = null
  for (const one of names)
    if (text.startsWith(one.name, at + 1) && one.name.length > (best?.name.length ?? 0)) best = one
  if (!best) return null
  const length = best.name.length + 1
  if (at + length < text.length && WORD.test(text[at + length]!)) return null
  return { node: { kind: 'mention', id: best.id, text: `@${best.name}` }, length }
}

function flat(nodes: readonly Inline[]): string {
  return nodes.map((node) => ('inside' in node ? flat(node.inside) : node.text)).join('')
}
