/** What the first screen does without is fetched once it is shown and the page is idle, so that nobody waits for it. */
let settle: () => void
const shown = new Promise<void>((resolve) => (settle = resolve))

/** The first screen is mounted: what comes after may be fetched when the page is idle, three seconds from now at the latest. */
export function firstScreenShown(): void {
  requestIdleCallback(() => settle(), { timeout: 3_000 })
}

/** Fetches when the first screen is there; at once on every later one. */
export function afterFirstScreen<T>(fetch: () => Promise<T>): Promise<T> {
  return shown.then(fetch)
}
