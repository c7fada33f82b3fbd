/** How much of an exchange one has not read. Pure. */
import type { ExchangeMessage, ReadMark } from '$lib/api'

export type Side = ExchangeMessage['side']

/** Messages of the other side that came after what this side has read, or has answered. */
export function unreadOf(
  messages: readonly ExchangeMessage[],
  reads: ReadonlyMap<string, Pick<ReadMark, 'upto'>>,
  side: Side,
): number {
  const isOurs = (message: ExchangeMessage) => (message.side === 'patient') === (side === 'patient')
  const answered = Math.max(0, ...messages.filter(isOurs).map((message) => message.n))
  const upto = Math.max(answered, reads.get(side)?.upto ?? 0)
  return messages.filter((message) => !isOurs(message) && message.n > upto).length
}

/** The last of one's own messages that the other side has read: under it stands "Lu". */
export function lastSeen(
  messages: readonly ExchangeMessage[],
  reads: ReadonlyMap<string, Pick<ReadMark, 'upto'>>,
  side: Side,
): string | null {
  const others: Side[] = side === 'patient' ? ['host', 'desk'] : ['patient']
  const upto = Math.max(0, ...others.map((other) => reads.get(other)?.upto ?? 0))
  return messages.findLast((message) => message.side === side && message.n <= upto)?.id ?? null
}
