/** Lists that are made again at every change, but whose items keep their identity: only what really changed is drawn again. Pure. */

/**
 * The new items, with the old object wherever nothing about it changed; the old list itself when that is true of all of
 * them, in the same order. Items are compared field by field, one level deep.
 */
export function steady<Item extends object>(
  before: readonly Item[],
  after: readonly Item[],
  key: (item: Item) => unknown,
): readonly Item[] {
  const old = new Map(before.map((item) => [key(item), item]))
  const result = after.map((item) => {
    const same = old.get(key(item))
    return same && isSame(same, item) ? same : item
  })
  return result.length === before.length && result.every((item, index) => item === before[index]) ? before : result
}

function isSame<Item extends object>(a: Item, b: Item): boolean {
  const names = Object.keys(a) as (keyof Item)[]
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
