/** Payments of teleconsultations: asked for, followed, settled. */
export const payments = {
  'refusal.payment_paid': 'This consultation is paid: the amount does not change any more.',
  'refusal.payment_not_asked': 'There is nothing to pay here.',
  'refusal.till_closed': 'Card payment does not answer. Try again in a moment.',
  'refusal.wrong_signature': 'The signature of this word about a payment is wrong, or too old.',
}
