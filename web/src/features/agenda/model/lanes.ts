/** Side by side: which lane each block of a column takes when several share the same minutes. Pure. */

export interface Span {
  /** Minutes of the day. */
  start: number
  end: number
}

export interface Lane<Item> {
  item: Item
  lane: number
  /** How many lanes its group has. */
  lanes: number
  /** How many of them it covers: a block grows to the right when nothing is there. */
  width: number
}

/** The shortest height that can be read and pressed, in minutes. */
const SHORTEST = 10

/** Greedy lanes inside each group of blocks that touch one another, the earliest first, the longest first among equals. */
export function lanes<Item extends Span>(items: Iterable<Item>): Lane<Item>[] {
  const ordered = [...items].sort((a, b) => a.start - b.start || b.end - a.end)
  const placed: Lane<Item>[] = []
  let group: Lane<Item>[] = []
  let groupEnd = -1
  for (const item of ordered) {
    if (group.length && item.start >= groupEnd) {
      close(group)
      group = []
      groupEnd = -1
    }
    const taken = new Set<number>()
    for (const other of group) if (bottom(other.item) > item.start) taken.add(other.lane)
    let lane = 0
    while (taken.has(lane)) lane++
    const one: Lane<Item> = { item, lane, lanes: 1, width: 1 }
    group.push(one)
    placed.push(one)
    groupEnd = Math.max(groupEnd, bottom(item))
  }
  close(group)
  return placed
}

const bottom = (item: Span) => Math.max(item.end, item.start + SHORTEST)

function close<Item extends Span>(group: Lane<Item>[]): void {
  if (group.length < 2) return
  const count = Math.max(...group.map((one) => one.lane)) + 1
  for (const one of group) {
    one.lanes = count
    let next = one.lane + 1
    while (next < count && !group.some((other) => other.lane === next && touches(other.item, one.item))) next++
    one.width = next - one.lane
  }
}

function touches(a: Span, b: Span): boolean {
  return a.start < bottom(b) && b.start < bottom(a)
}
