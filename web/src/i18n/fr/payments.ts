/** Payments of teleconsultations: asked for, followed, settled. */
export const payments = {
  'refusal.payment_paid': 'Cette consultation est payée : le montant ne change plus.',
  'refusal.payment_not_asked': 'Il n’y a rien à régler ici.',
  'refusal.till_closed': 'Le paiement par carte ne répond pas. Réessayez dans un instant.',
  'refusal.wrong_signature': 'La signature de ce message de paiement est fausse, ou trop ancienne.',
}
