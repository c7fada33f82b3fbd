/** How a line holds, from the browser's own figures. Sustained loss counts, not one bad second: an alarm too nervous is no help. */

export interface Figures {
  bytes: number
  frames: number
  /** Of what was received. */
  got: number
  lost: number
  /** Share of what we sent that did not arrive, as the server reports it. */
  sentLoss: number
  /** Milliseconds there and back. */
  trip: number
}

export interface Quality {
  state: 'good' | 'fair' | 'poor'
  /** Share lost on the way to us, and on the way from us. */
  received: number
  sent: number
  trip: number
}

export const STILL: Quality = { state: 'good', received: 0, sent: 0, trip: 0 }

/** `picture`: the track whose frames count; a shared screen is no sign of a camera. */
export async function figuresOf(peer: RTCPeerConnection, picture?: string): Promise<Figures> {
  const found: Figures = { bytes: 0, frames: 0, got: 0, lost: 0, sentLoss: 0, trip: 0 }
  ;(await peer.getStats()).forEach((entry: Record<string, unknown>) => {
    const number = (name: string) => (typeof entry[name] === 'number' ? entry[name] : 0)
    if (entry.type === 'inbound-rtp') {
      if (!picture || !entry.trackIdentifier || entry.trackIdentifier === picture)
        found.frames += number('framesDecoded')
      found.got += number('packetsReceived')
      found.lost += Math.max(0, number('packetsLost'))
    } else if (entry.type === 'transport') found.bytes += number('bytesReceived')
    else if (entry.type === 'remote-inbound-rtp') {
      found.sentLoss = Math.max(found.sentLoss, number('fractionLost'))
      found.trip = Math.max(found.trip, number('roundTripTime') * 1_000)
    }
  })
  return found
}

/** What two looks, about two seconds apart, say. */
export function judge(before: Figures, now: Figures): Quality {
  const lost = Math.max(0, now.lost - before.lost)
  const all = lost + Math.max(0, now.got - before.got)
  const received = all > 20 ? lost / all : 0
  const worst = Math.max(received, now.sentLoss)
  const state = worst > 0.08 || now.trip > 800 ? 'poor' : worst > 0.03 || now.trip > 400 ? 'fair' : 'good'
  return { state, received, sent: now.sentLoss, trip: now.trip }
}
