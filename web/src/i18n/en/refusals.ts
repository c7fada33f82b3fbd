/** Why something was refused: one sentence per code of `problem+json`, `refusal.<code>`. */
export const refusals = {
  'refusal.offline': 'The server cannot be reached: nothing was saved.',
  'refusal.internal': 'Something unexpected happened. It was noted; please try again.',
  'refusal.unknown': (code: string) => `Refused (${code}).`,
  'refusal.unknown_answer': 'The server gave an unexpected answer.',
  'refusal.not_found': 'Not found, or not yours to see.',
  'refusal.stale': 'Somebody changed it in the meantime.',
  'refusal.slot_taken': 'This slot has just been taken.',
  'refusal.claim_held': 'A colleague has this slot in hand.',
  'refusal.needs_confirmation': 'This needs to be confirmed.',
  'refusal.malformed': 'The request cannot be read.',
  'refusal.invalid': 'These values do not fit together.',
  'refusal.signed_out': 'Your session has ended. Sign in again.',
  'refusal.origin': 'This request does not come from the application.',
  'refusal.too_many': 'Too many requests in a short time. Wait a moment.',
  'refusal.unavailable': 'The service is unavailable for a moment.',
}
