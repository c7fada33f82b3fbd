/** Minutes as lengths on the grid. `--from` and `--to` are its first and last minute: when they change, nothing is drawn again. */
import type { Span } from '../model/lanes'

export const topOf = (minute: number) => `calc((${minute} - var(--from)) / 15 * var(--slot))`

export const heightOf = ({ start, end }: Span) => `calc(${(end - start) / 15} * var(--slot) - 2px)`

/** Of what may reach beyond the hours on the screen; the part that is on them. */
export const visibleTopOf = (minute: number) => `calc((max(${minute}, var(--from)) - var(--from)) / 15 * var(--slot))`
export const visibleHeightOf = ({ start, end }: Span) =>
  `calc((min(${end}, var(--to)) - max(${start}, var(--from))) / 15 * var(--slot) - 2px)`
