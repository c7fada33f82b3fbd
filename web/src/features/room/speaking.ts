/** Whose page says what. Pure. */
import type { Presence } from '$lib/live/frames'

/**
 * The server names a guest's own place beside all that his page says, and whoever has none receives him (`host`).
 * What a page claims of itself decides nothing.
 */
export const seatOf = ({ person }: Presence, host: string | undefined): string | undefined => person.seat ?? host

/** What the newest page of a place says. */
export function saidBy(
  people: readonly Presence[],
  seat: string,
  host: string | undefined,
): Presence['state'] | undefined {
  return people.findLast((one) => seatOf(one, host) === seat)?.state
}
