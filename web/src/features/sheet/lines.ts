/**
 * From the points of a stroke to smooth lines, the same on the screen as on paper (`rtc/board/lines.py`). Pure.
 *
 * Every point bends the line that runs between the middles of its neighbours; pressed harder it is wider, in steps of an
 * eighth, so that one stroke is a few paths and not one for each point.
 */
import type { Point } from './marks'

export interface Path {
  /** How many times the stroke's width. */
  times: number
  /** As SVG writes it. */
  d: string
}

/** Once for a mouse, from half to one and a half for a pen. */
export function thickness(pressure: number): number {
  return Math.round((0.5 + pressure / 255) * 8) / 8
}

export function pathsOf(points: readonly Point[]): Path[] {
  const first = points[0]
  if (!first) return []
  const second = points[1]
  if (!second) return [{ times: thickness(first[2]), d: `M${first[0]} ${first[1]}l1 0` }]
  const found: Path[] = []
  let start = `M${first[0]} ${first[1]}`
  let times = thickness(first[2])
  let end = middle(first, second)
  let steps = `L${end}`
  for (let index = 2; index < points.length; index++) {
    const before = points[index - 1]!
    const wanted = thickness(before[2])
    if (wanted !== times) {
      found.push({ times, d: start + steps })
      start = `M${end}`
      times = wanted
      steps = ''
    }
    end = middle(before, points[index]!)
    steps += `Q${before[0]} ${before[1]} ${end}`
  }
  const last = points.at(-1)!
  found.push({ times, d: `${start}${steps}L${last[0]} ${last[1]}` })
  return found
}

/**
 * A stroke without the points that nobody would miss: none of those left out is further than `tolerance` from the line that
 * takes its place. The first, the last, and each beside which the pen was pressed otherwise stay.
 */
export function thinned(points: readonly Point[], tolerance: number): readonly Point[] {
  const kept = points.slice(0, 1)
  let from = 0
  for (let index = 2; index < points.length; index++) {
    if (canSkip(points, from, index, tolerance)) continue
    from = index - 1
    kept.push(points[from]!)
  }
  return points.length > 1 ? [...kept, points.at(-1)!] : kept
}

function canSkip(points: readonly Point[], from: number, to: number, tolerance: number): boolean {
  const [first, last] = [points[from]!, points[to]!]
  for (let index = from + 1; index < to; index++) {
    const [x, y, pressure] = points[index]!
    if (thickness(pressure) !== thickness(first[2]) || thickness(pressure) !== thickness(last[2])) return false
    if (distance(first, last, x, y) > tolerance) return false
  }
  return true
}

/** Whether a round eraser touches a line. */
export function touches(points: readonly Point[], x: number, y: number, radius: number): boolean {
  return points.some((point, index) => distance(points[index - 1] ?? point, point, x, y) <= radius)
}

function distance([ax, ay]: Point, [bx, by]: Point, x: number, y: number): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}

function middle(one: Point, other: Point): string {
  return `${(one[0] + other[0]) / 2} ${(one[1] + other[1]) / 2}`
}
