/** What the consultation asks of the server, the same for a guest and for the practitioner. */
import { api, read, type GuestEntry, type HostEntry, type OfferAnswer } from '$lib/api'

export interface OfferBody {
  connection: string
  sdp: string
  echo: boolean
}

export interface Line {
  here(socket: string): Promise<GuestEntry | HostEntry>
  offer(body: OfferBody): Promise<OfferAnswer>
}

export const guestLine: Line = {
  here: (socket) => read(api.POST('/api/room/here', { body: { socket } })),
  offer: (body) => read(api.POST('/api/room/offer', { body })),
}

export function hostLine(appointmentId: string): Line {
  const params = { path: { appointment_id: appointmentId } }
  return {
    here: (socket) => read(api.POST('/api/rooms/{appointment_id}/here', { params, body: { socket } })),
    offer: (body) => read(api.POST('/api/rooms/{appointment_id}/offer', { params, body })),
  }
}
