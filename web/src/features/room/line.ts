/** What the consultation asks of the server, the same for a guest and for the practitioner. */
import { api, read, type DeviceReport, type GuestEntry, type HostEntry, type OfferAnswer, type Slot } from '$lib/api'

export interface OfferBody {
  connection: string
  sdp: string
  echo: boolean
  /** For the room of the desk, apart from that of the consultation. */
  desk?: boolean
}

export interface Line {
  /** Ways round a network that blocks video, as last given. */
  relays: RTCIceServer[]
  /** Hears who fills one's slots, from now on. */
  onslots: ((slots: readonly Slot[]) => void) | null
  here(socket: string): Promise<GuestEntry | HostEntry>
  offer(body: OfferBody): Promise<OfferAnswer>
  /** Tells the practice what the device check found: the patient's page alone does. */
  report?: ((found: DeviceReport) => Promise<unknown>) | undefined
}

export const guestLine: Line & { seated(entry: GuestEntry): void } = {
  relays: [],
  onslots: null,
  here: (socket) => noted(guestLine, read(api.POST('/api/room/here', { body: { socket } }))),
  offer: (body) => read(api.POST('/api/room/offer', { body })),
  /** Whose page this is: the practice is told of the patient's devices, and of nobody else's. */
  seated: (entry) => {
    const report = (body: DeviceReport) => read(api.POST('/api/room/check', { body }))
    guestLine.report = entry.role === 'patient' ? report : undefined
  },
}

/** The patient's with the desk: his place and his relays, another room. */
export const deskLine: Line = {
  get relays() {
    return guestLine.relays
  },
  onslots: null,
  here: guestLine.here,
  offer: (body) => guestLine.offer({ ...body, desk: true }),
}

export function hostLine(appointmentId: string): Line {
  const params = { path: { appointment_id: appointmentId } }
  const line: Line = {
    relays: [],
    onslots: null,
    here: (socket) => noted(line, read(api.POST('/api/rooms/{appointment_id}/here', { params, body: { socket } }))),
    offer: (body) => read(api.POST('/api/rooms/{appointment_id}/offer', { params, body })),
  }
  return line
}

async function noted<Entry extends GuestEntry | HostEntry>(line: Line, asked: Promise<Entry>): Promise<Entry> {
  const entry = await asked
  line.relays = entry.relays ?? []
  if (entry.slots?.length) line.onslots?.(entry.slots)
  return entry
}
