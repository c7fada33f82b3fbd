/** What the desk asks of the server about one patient. */
import { api, command, read, type DeskEntry, type OfferAnswer } from '$lib/api'
import type { Line } from '$features/room/line'

export const ITEMS = ['identity', 'vitale', 'consent', 'device', 'document'] as const
export type Item = (typeof ITEMS)[number]
export type Then = 'stay' | 'queue' | 'goodbye'

/** The desk's own room, apart from that of the consultation. `taken`: hears each answer. */
export function staffLine(appointmentId: string, taken: (entry: DeskEntry) => void): Line {
  const params = { path: { appointment_id: appointmentId } }
  const line: Line = {
    relays: [],
    onslots: null,
    here: async (socket) => {
      const entry = await read(api.POST('/api/rooms/{appointment_id}/desk', { params, body: { socket } }))
      line.relays = entry.relays ?? []
      taken(entry)
      return entry as never
    },
    offer: (body): Promise<OfferAnswer> =>
      read(api.POST('/api/rooms/{appointment_id}/desk/offer', { params, body: { ...body, desk: true } })),
  }
  return line
}

export const tick = (appointmentId: string, item: Item, done: boolean) =>
  command(() =>
    api.POST('/api/rooms/{appointment_id}/desk/tick', {
      params: { path: { appointment_id: appointmentId } },
      body: { item, done },
    }),
  )

export const leaveDesk = (appointmentId: string, then: Then) =>
  read(
    api.POST('/api/rooms/{appointment_id}/desk/leave', {
      params: { path: { appointment_id: appointmentId } },
      body: { then },
    }),
  )
