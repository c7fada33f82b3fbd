/** Why something was refused: one sentence per code of `problem+json`, `refusal.<code>`. */
export const refusals = {
  'refusal.offline': 'Le serveur est injoignable : rien n’a été enregistré.',
  'refusal.internal': 'Une erreur imprévue s’est produite. Elle a été notée ; réessayez.',
  'refusal.unknown': (code: string) => `Refusé (${code}).`,
  'refusal.unknown_answer': 'Le serveur a donné une réponse inattendue.',
  'refusal.not_found': 'Introuvable, ou vous n’y avez pas accès.',
  'refusal.stale': 'Quelqu’un l’a modifié entre-temps.',
  'refusal.slot_taken': 'Ce créneau vient d’être pris.',
  'refusal.claim_held': 'Un collègue a la main sur ce créneau.',
  'refusal.needs_confirmation': 'Une confirmation est nécessaire.',
  'refusal.malformed': 'La demande est illisible.',
  'refusal.invalid': 'Ces valeurs ne vont pas ensemble.',
  'refusal.signed_out': 'Votre session est terminée. Reconnectez-vous.',
  'refusal.origin': 'Cette demande ne vient pas de l’application.',
  'refusal.too_many': 'Trop de demandes en peu de temps. Patientez un instant.',
  'refusal.unavailable': 'Le service est momentanément indisponible.',
}
