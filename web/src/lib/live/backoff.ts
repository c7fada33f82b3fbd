/** How long to wait before reconnecting: full jitter, from half a second to thirty, so that a thousand screens do not return together. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(30_000, 500 * 2 ** attempt)
  return Math.max(50, random() * ceiling)
}
