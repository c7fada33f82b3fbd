/** What lies under the eraser or the finger. Pure. */
import { touches } from './lines'
import { unpacked, type Mark, type Words } from './marks'

/** The marks that a round eraser touches. */
export function under(marks: readonly [string, Mark][], x: number, y: number, radius: number): string[] {
  return marks.flatMap(([key, mark]) => (isUnder(mark, x, y, radius) ? [key] : []))
}

/** The topmost text at a place. */
export function textAt(marks: readonly [string, Mark][], x: number, y: number): [string, Words] | null {
  const found = marks.findLast(([, mark]) => mark.kind === 'text' && isUnder(mark, x, y, 0))
  return found?.[1].kind === 'text' ? [found[0], found[1]] : null
}

function isUnder(mark: Mark, x: number, y: number, radius: number): boolean {
  if (mark.kind === 'pen') return touches(unpacked(mark.points), x, y, radius + mark.width / 2)
  const { left, top, right, bottom } = boxOf(mark)
  return x >= left - radius && x <= right + radius && y >= top - radius && y <= bottom + radius
}

/** The room that a text takes on the page, generously: a finger must find it. */
function boxOf({ size, x, y, text }: Words): { left: number; top: number; right: number; bottom: number } {
  const lines = text.split('\n')
  const longest = Math.max(...lines.map((line) => line.length))
  return { left: x, top: y, right: x + longest * size * 0.62, bottom: y + lines.length * size * 1.3 }
}
