/** A piece of a message around the words that were looked for, cut into what is theirs and what is not. */
export interface Piece {
  text: string
  found: boolean
}

const AROUND = 34
const SHORT = 4

/** Words as search compares them, with where each stands in the text. */
function words(text: string): { folded: string; from: number; to: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((match) => ({
    folded: match[0].normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('æ', 'ae'),
    from: match.index,
    to: match.index + match[0].length,
  }))
}

export function excerpt(text: string, asked: readonly string[]): Piece[] {
  const fits = (word: string) => asked.some((each) => (each.length < SHORT ? word === each : word.startsWith(each)))
  const hits = words(text).filter(({ folded }) => fits(folded))
  const first = hits[0]?.from ?? 0
  const start = first <= AROUND ? 0 : text.lastIndexOf(' ', first - AROUND + 10) + 1
  const pieces: Piece[] = start > 0 ? [{ text: '…', found: false }] : []
  let at = start
  for (const { from, to } of hits) {
    if (from > at) pieces.push({ text: text.slice(at, from), found: false })
    pieces.push({ text: text.slice(from, to), found: true })
    at = to
  }
  if (at < text.length) pieces.push({ text: text.slice(at), found: false })
  return pieces
}
