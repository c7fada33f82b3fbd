/** Arrows inside the grid: from block to block in a column, from column to column at the same height. */

const THINGS = '[data-appointment], [data-free], [data-event]'

const startOf = (element: HTMLElement) => Number(element.dataset['start'])

/** Everything that may take the focus in a column, from the top. */
function things(column: Element): HTMLElement[] {
  return [...column.querySelectorAll<HTMLElement>(THINGS)].sort((a, b) => startOf(a) - startOf(b))
}

/** Moves the focus for an arrow key; false when the key means nothing here. */
export function arrow(body: HTMLElement, key: string): boolean {
  const current = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>(THINGS)
  const column = current?.closest('[data-column]')
  if (!current || !column) return false
  const next =
    key === 'ArrowUp' || key === 'ArrowDown' ? vertical(column, current, key) : sideways(body, column, current, key)
  next?.focus()
  next?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  return true
}

function vertical(column: Element, current: HTMLElement, key: string): HTMLElement | undefined {
  const all = things(column)
  return all[all.indexOf(current) + (key === 'ArrowDown' ? 1 : -1)]
}

function sideways(body: HTMLElement, column: Element, current: HTMLElement, key: string): HTMLElement | undefined {
  const columns = [...body.querySelectorAll('[data-column]')]
  const step = key === 'ArrowRight' ? 1 : -1
  const wanted = startOf(current)
  for (let index = columns.indexOf(column) + step; index >= 0 && index < columns.length; index += step) {
    const all = things(columns[index] as Element)
    if (!all.length) continue
    return all.reduce((best, one) => (Math.abs(startOf(one) - wanted) < Math.abs(startOf(best) - wanted) ? one : best))
  }
  return undefined
}

/** Where Tab enters the grid: the first thing that is not over yet, or the first of all. */
export function entrance(body: HTMLElement, minute: number): HTMLElement | undefined {
  const first = [...body.querySelectorAll('[data-column]')].find((column) => column.querySelector(THINGS))
  if (!first) return undefined
  const all = things(first)
  return all.find((one) => startOf(one) >= minute) ?? all[0]
}

/** Scrolls the grid, and nothing around it, so that an element stands clear of its frozen edges and of the bar below. */
export function keepInSight(element: HTMLElement, edges: Record<'top' | 'bottom' | 'left' | 'right', number>): void {
  const scroller = element.closest<HTMLElement>('.scroller')
  if (!scroller) return
  const box = element.getBoundingClientRect()
  const room = scroller.getBoundingClientRect()
  const by = (before: number, after: number) =>
    before < 0 ? before : after > 0 ? Math.min(after, Math.max(0, before)) : 0
  scroller.scrollBy(
    by(box.left - room.left - edges.left, box.right - room.right + edges.right),
    by(box.top - room.top - edges.top, box.bottom - room.bottom + edges.bottom),
  )
}
