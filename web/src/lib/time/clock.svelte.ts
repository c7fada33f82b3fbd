/** The server's clock, as well as this machine can know it: countdowns and the now-line follow it, not the PC's. */

let offset = 0
let uncertainty = Number.POSITIVE_INFINITY

/** Learns from an HTTP `Date` header (whole seconds) between two readings of the local clock, in milliseconds. */
export function observeServerDate(header: string | null, sentAt: number, receivedAt: number): void {
  const stamp = header ? Date.parse(header) : Number.NaN
  if (Number.isNaN(stamp)) return
  const doubt = (receivedAt - sentAt) / 2 + 500
  if (doubt > uncertainty) return
  uncertainty = doubt
  const measured = stamp + 500 - (sentAt + receivedAt) / 2
  offset = Math.abs(measured) > doubt ? measured : 0
}

/** Now on the server, milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + offset
}

let second = $state.raw(serverNow())
let minute = $state.raw(serverNow())
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  second = serverNow()
  if (Math.floor(second / 60_000) !== Math.floor(minute / 60_000)) minute = second
}

/** Starts the ticking; called once by the entry. */
export function startClock(): void {
  timer ??= setInterval(tick, 1_000)
}

/** Reactive readings: `second` for countdowns, `minute` for the now-line and the day in title. */
export const clock = {
  get second(): number {
    return second
  },
  get minute(): number {
    return minute
  },
}
