/** What became of a text, word by word. Pure. */
export interface Piece {
  kind: 'same' | 'gone' | 'new'
  text: string
}

/** The pieces of both texts in their order: what was taken away stands before what took its place. */
export function difference(before: string, after: string): Piece[] {
  const [old, now] = [wordsOf(before), wordsOf(after)]
  const common = lengths(old, now)
  const pieces: Piece[] = []
  const add = (kind: Piece['kind'], text: string) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += text
    else pieces.push({ kind, text })
  }
  let [i, j] = [0, 0]
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      add('same', now[j]!)
      i++
      j++
    } else if (common[i + 1]![j]! >= common[i]![j + 1]!) add('gone', old[i++]!)
    else add('new', now[j++]!)
  }
  while (i < old.length) add('gone', old[i++]!)
  while (j < now.length) add('new', now[j++]!)
  return pieces
}

/** Words with the space that follows them. */
const wordsOf = (text: string) => text.match(/\S+\s*/g) ?? []

/** How many words the ends of both have in common, from each place on. */
function lengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      table[i]![j] = old[i] === now[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
    }
  }
  return table
}
