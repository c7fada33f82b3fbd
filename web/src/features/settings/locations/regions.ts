/** Whose public holidays a place keeps (ISO 3166-2, as the server's calendar names them). */
export const REGIONS = [
  'FR',
  'FR-6AE',
  'FR-57',
  'FR-971',
  'FR-972',
  'FR-973',
  'FR-974',
  'FR-976',
  'FR-BL',
  'FR-MF',
  'FR-PM',
  'FR-NC',
  'FR-PF',
  'FR-WF',
  'BE',
  'LU',
  'CH',
  'MC',
] as const

export type Region = (typeof REGIONS)[number]

export const isRegion = (code: string): code is Region => (REGIONS as readonly string[]).includes(code)
