/**
 * The modal windows that are open, the last one on top. Everything outside that one is out of reach, whatever layer it is in: what must be
 * read and pressed above it stands within it.
 */
let open = $state.raw<readonly HTMLDialogElement[]>([])

export const modals = {
  get open(): readonly HTMLDialogElement[] {
    return open
  },
  /**
   * Whether one stands at the right edge: notices keep beside it. Asked here rather than of the page with `:has`, which browsers answer by
   * walking all of it again whenever anything comes or goes.
   */
  get aside(): boolean {
    return open.some((one) => one.classList.contains('side'))
  },
  /** Opens one, until what is returned is called. */
  show(dialog: HTMLDialogElement): () => void {
    dialog.showModal()
    open = [...open, dialog]
    return () => (open = open.filter((one) => one !== dialog))
  },
}
