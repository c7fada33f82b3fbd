/**
 * How requests travel: an Idempotency-Key on every command, and the same key again when the network fails or keeps
 * silent, so that a retry after a lost answer never does the thing twice.
 */
import { observeServerDate } from '$lib/time/clock.svelte'
import { Refusal } from './refusal'

/** Close enough together that a server which starts again is found within a second or so. */
const PAUSES = [300, 700, 1_000, 1_200]
/** Milliseconds until a connection that gives no answer is given up: a silent cut closes nothing. */
const PATIENCE = 20_000
const SAFE = new Set(['GET', 'HEAD'])

export interface TransportOptions {
  fetch?: typeof fetch
  pause?: (milliseconds: number) => Promise<void>
  patience?: number
  newKey?: () => string
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** A `fetch` for openapi-fetch: throws `Refusal("offline")` when the server stays out of reach. */
export function transport(options: TransportOptions = {}): (request: Request) => Promise<Response> {
  const { pause = sleep, patience = PATIENCE, newKey = () => crypto.randomUUID() } = options
  return async (request) => {
    const send = options.fetch ?? fetch
    if (!SAFE.has(request.method)) request.headers.set('Idempotency-Key', newKey())
    for (let attempt = 0; ; attempt++) {
      try {
        const sentAt = Date.now()
        const signal = AbortSignal.any([request.signal, AbortSignal.timeout(patience)])
        const response = await send(request.clone(), { signal })
        observeServerDate(response.headers.get('date'), sentAt, Date.now())
        if (!isPassing(response.status) || attempt >= PAUSES.length) return response
      } catch (error) {
        if (request.signal.aborted) throw error
        if (attempt >= PAUSES.length) throw new Refusal({ status: 0, code: 'offline' })
      }
      await pause(PAUSES[attempt]!)
    }
  }
}

/** A proxy's answer while the server restarts. */
function isPassing(status: number): boolean {
  return status === 502 || status === 503 || status === 504
}
