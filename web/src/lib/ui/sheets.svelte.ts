/**
 * How many windows stand at the right edge: notices keep beside them. Counted rather than asked of the page with `:has`,
 * which browsers answer by walking all of it again whenever anything comes or goes.
 */
let open = $state(0)

export const sheets = {
  get open(): boolean {
    return open > 0
  },
  /** One more, until what is returned is called. */
  enter(): () => void {
    open++
    return () => void open--
  },
}
