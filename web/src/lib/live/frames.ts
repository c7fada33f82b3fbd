/** The frames of `docs/protocol.md`. They are not part of the HTTP contract: this is their only description in the browser. */

export interface View {
  id: string
}

/** Collections by name, each a list of views. */
export type Body = Record<string, View[]>

export interface Change {
  put?: Body
  drop?: Record<string, string[]>
  stale?: DayRange
}

export interface DayRange {
  from: string
  to: string
}

/** Who did something, as events name him; without an id it was the system. */
export interface Author {
  id?: string | null
  name: string
  initials?: string
  speaking_as?: string | null
}

/** Somebody who is here. */
export interface Who {
  id: string
  name: string
  initials: string
  hue?: number
  /** A guest's own place, as the server says; nobody else has one. */
  seat?: string | null
}

export interface Presence {
  connection: string
  person: Who
  state: Record<string, unknown>
}

export interface EventFrame {
  t: 'evt'
  topic: string
  seq: number
  name: string
  at: string
  by: Author | null
  body: Change
}

export interface SignalFrame {
  t: 'sig'
  topic: string
  name: string
  body: Record<string, unknown>
  by: Author | null
  from: string
}

export type ServerFrame =
  | { t: 'hello'; version: number; connection: string; epoch: string; beat: number; you: unknown }
  | { t: 'snap'; id: number; topic: string; seq: number; lens: string; reset: boolean; body: Body }
  | { t: 'live'; id: number; topic: string; seq: number; lens: string }
  | EventFrame
  | SignalFrame
  | { t: 'pres'; topic: string; put?: Presence[]; drop?: string[] }
  | { t: 'lost'; topic: string; code: string }
  | { t: 'err'; id?: number; code: string }
  | { t: 'pong' }

export type Params = Record<string, unknown>

export type ClientFrame =
  | { t: 'sub'; id: number; topic: string; params: Params; since?: number; epoch?: string }
  | { t: 'unsub'; topic: string }
  | { t: 'sig'; topic: string; name: string; body: Record<string, unknown> }
  | { t: 'here'; topic: string; state: Record<string, unknown> }
  | { t: 'ping' }

export const SUBPROTOCOL = 'ardoise.v1'
/** The version of the protocol this page speaks. */
export const VERSION = 1

export const CLOSE = { protocol: 4500, signedOut: 4501, version: 4502 } as const
