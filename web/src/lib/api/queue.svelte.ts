/** Commands that wait for the server to come back; the banner counts them. */
let waiting = $state(0)

export const queue = {
  get waiting(): number {
    return waiting
  },
  /** Counts as waiting until the server is back. Leaving the page then asks first. */
  async until(back: Promise<void>): Promise<void> {
    waiting++
    if (waiting === 1) addEventListener('beforeunload', hold)
    try {
      await back
    } finally {
      waiting--
      if (!waiting) removeEventListener('beforeunload', hold)
    }
  },
}

function hold(event: BeforeUnloadEvent): void {
  event.preventDefault()
}
