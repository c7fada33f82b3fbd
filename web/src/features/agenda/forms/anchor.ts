import type { Box } from '$lib/ui/anchored'

/** Where a menu opens: under what was pressed, or in the middle of the window. */
export function anchorOf(element: Element | null): Box {
  if (element && element !== document.body) return element.getBoundingClientRect()
  const [x, y] = [innerWidth / 2, innerHeight / 3]
  return { left: x, right: x, top: y, bottom: y }
}
