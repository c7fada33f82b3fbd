/** The roles one is invited to, with the sentence that explains each. */
export const STAFF_ROLES = ['secretary', 'tele_secretary', 'practitioner', 'administrator'] as const

export type StaffRole = (typeof STAFF_ROLES)[number]
