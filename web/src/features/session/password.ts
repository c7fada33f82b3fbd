/** What can be said of a new password while it is typed; the server has the last word. Pure. */

/** The server refuses shorter ones. */
export const SHORTEST = 12

/** How many characters are missing, or null when it is long enough or nothing was typed. */
export function missing(password: string): number | null {
  const length = [...password].length
  return length === 0 || length >= SHORTEST ? null : SHORTEST - length
}

/** Whether both are given, long enough and the same. */
export function isReady(password: string, repeated: string): boolean {
  return password !== '' && missing(password) === null && password === repeated
}
