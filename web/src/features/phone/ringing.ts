/** Whether somebody is on the line now. Pure. */
import type { PhoneCallView } from '$lib/api'

/** Milliseconds: how long after it was said a word about a call still opens something. */
const NEWS = 60_000
/** Milliseconds: nobody lets it ring so long; the telephone system's last word was lost. */
const PATIENCE = 15 * 60_000

export const isNews = (saidAt: string, now: number): boolean => now - Date.parse(saidAt) < NEWS

export const rings = (call: Pick<PhoneCallView, 'state' | 'taken_by' | 'at'>, now: number): boolean =>
  call.state === 'ringing' && call.taken_by === null && now - Date.parse(call.at) < PATIENCE
