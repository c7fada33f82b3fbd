/** Putting a list in order, by dragging or with the arrows (F073). Pure. */

/** The list with one item at another place; places outside the list are its ends. */
export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const next = [...list]
  const [item] = next.splice(from, 1)
  if (item === undefined) return next
  next.splice(Math.max(0, Math.min(to, next.length)), 0, item)
  return next
}

/** The place a dragged line would take: `middles` are the middles of the lines as they lie, `y` the pointer. */
export function placeAt(middles: readonly number[], from: number, y: number): number {
  let place = from
  while (place > 0 && y < middles[place - 1]!) place--
  while (place < middles.length - 1 && y > middles[place + 1]!) place++
  return place
}
