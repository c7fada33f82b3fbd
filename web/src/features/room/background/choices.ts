/** What may stand behind oneself (F157). */
export const BACKGROUNDS = ['none', 'blur', 'wall', 'shelves'] as const
export type Choice = (typeof BACKGROUNDS)[number]
