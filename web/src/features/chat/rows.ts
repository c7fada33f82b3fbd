/** How messages stand under each other: a line where a day begins, and what one person says in one go together. */
import type { ChatMark, ChatMessage } from '$lib/api'
import { dayOf } from './when'

const TOGETHER = 5 * 60_000

export interface Row {
  message: ChatMessage
  /** The day that begins with this message. */
  day: string | null
  /** Whether it begins a group: then its author is named. */
  first: boolean
  last: boolean
  /** What follows was not read when one came. */
  isNew: boolean
}

/** Rows of these messages; `readUpto`: the last number that was read when one came, or null when all was. */
export function rowsOf(messages: readonly ChatMessage[], readUpto: number | null, reader: string): Row[] {
  const newest =
    readUpto === null ? undefined : messages.find((one) => one.n > readUpto && one.author.id !== reader && !one.note)
  const rows: Row[] = []
  for (const message of messages) {
    const before = rows.at(-1)
    const today = dayOf(message.at)
    const day = before && dayOf(before.message.at) === today ? null : today
    const isNew = message === newest
    const first = day !== null || isNew || !before || !together(before.message, message)
    if (before) before.last = first
    rows.push({ message, day, first, last: true, isNew })
  }
  return rows
}

function together(before: ChatMessage, after: ChatMessage): boolean {
  return (
    !before.note &&
    !after.note &&
    before.author.id === after.author.id &&
    before.speaking_as === after.speaking_as &&
    Date.parse(after.at) - Date.parse(before.at) < TOGETHER
  )
}

export type Reach = 'sent' | 'received' | 'read'

/** How far a message of one's own has come: what holds for everybody else of whom anything is known. */
export function reachOf(n: number, others: readonly ChatMark[]): Reach {
  if (!others.length) return 'sent'
  if (others.every((mark) => mark.read >= n)) return 'read'
  return others.every((mark) => mark.received >= n) ? 'received' : 'sent'
}
