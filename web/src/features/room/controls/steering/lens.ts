/** What a patient's camera can do, and whether he lets his practitioner drive it (F175, F176, Q20): as his page says it. */

export interface Zoom {
  min: number
  max: number
  step: number
  now: number
}

const CONSENTS = ['none', 'asked', 'given', 'refused'] as const
export type Consent = (typeof CONSENTS)[number]

export interface Lens {
  consent: Consent
  cameras: number
  zoom: Zoom | null
}

/** Nothing to drive: one camera, which does not zoom. */
export const isFixed = (lens: Lens): boolean => lens.cameras < 2 && lens.zoom === null

/** What another page said, or null when it makes no sense. */
export function lensOf(said: unknown): Lens | null {
  if (typeof said !== 'object' || said === null) return null
  const { consent, cameras, zoom } = said as Record<string, unknown>
  const known = CONSENTS.find((one) => one === consent)
  if (!known || typeof cameras !== 'number') return null
  return { consent: known, cameras, zoom: zoomOf(zoom) }
}

/** How far a camera zooms; null when it does not. */
export function zoomOf(said: unknown, now?: number): Zoom | null {
  if (typeof said !== 'object' || said === null) return null
  const given = said as Record<string, unknown>
  const [min, max] = [given.min, given.max]
  if (typeof min !== 'number' || typeof max !== 'number' || !(max > min)) return null
  const step = typeof given.step === 'number' && given.step > 0 ? given.step : (max - min) / 20
  const at = now ?? (typeof given.now === 'number' ? given.now : min)
  return { min, max, step, now: Math.min(max, Math.max(min, at)) }
}
