/** What the practitioner decides about somebody invited beside the patient. */
export interface Deciding {
  rule: (seat: string, rule: { heard?: boolean; seen?: boolean }) => void
  remove: (seat: string) => void
}
