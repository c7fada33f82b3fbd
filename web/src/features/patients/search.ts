/** Finding patients: the text travels in the body of a question, never in an address. */
import { api, read, type Shape } from '$lib/api'
import type { Found } from './words'

/** Somebody found, and the practice that has his file. */
export interface Hit extends Found {
  practiceId: string
}

/** The surest first; several practices are asked at once and their answers put together by that order. */
export async function searchPatients(practiceIds: readonly string[], text: string, limit = 20): Promise<Hit[]> {
  const answers = await Promise.all(
    practiceIds.map(async (practice_id) => {
      const { patients } = await read<Shape<'FoundPatients'>>(
        api.POST('/api/patients/search', { body: { practice_id, text: text.slice(0, 120), limit } }),
      )
      return patients.map((patient): Hit => ({ ...patient, practiceId: practice_id }))
    }),
  )
  return interleave(answers)
}

const SURENESS: Record<Found['match'], number> = {
  phone: 0,
  email: 0,
  exact: 1,
  prefix: 2,
  birth_date: 2,
  sound: 3,
  near: 4,
}

/** Puts ranked lists together, keeping each one's own order. Pure. */
export function interleave<One extends Pick<Found, 'match'>>(lists: readonly (readonly One[])[]): One[] {
  const ranked = lists.flatMap((list) => list.map((one, index) => ({ one, index, sure: SURENESS[one.match] })))
  return ranked.sort((a, b) => a.sure - b.sure || a.index - b.index).map(({ one }) => one)
}
