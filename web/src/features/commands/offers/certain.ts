import type { Hit } from '$features/patients/search'

/** The one patient that is meant without doubt: alone, or alone with this number, address or exact name. */
export function certain<One extends Pick<Hit, 'match'>>(hits: readonly One[]): One | null {
  if (hits.length === 1 && hits[0] && hits[0].match !== 'near' && hits[0].match !== 'sound') return hits[0]
  const sure = hits.filter((hit) => hit.match === 'phone' || hit.match === 'email')
  return sure.length === 1 && sure[0] ? sure[0] : null
}
