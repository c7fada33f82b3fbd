/** The zones where French-speaking practices are; this device's own is added when it is another (Q43). */
const COMMON = [
  'Europe/Paris',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'America/Miquelon',
  'Indian/Reunion',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'Pacific/Wallis',
  'Europe/Brussels',
  'Europe/Luxembourg',
  'Europe/Zurich',
  'Europe/Monaco',
] as const

/** The zone of this device, when it is a place. */
export function homeZone(): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return zone.includes('/') && !zone.startsWith('Etc/') ? zone : 'Europe/Paris'
}

export const ZONES = [...new Set<string>([...COMMON, homeZone()])].map((zone) => ({
  value: zone,
  text: zone.slice(zone.indexOf('/') + 1).replaceAll('_', ' '),
}))
