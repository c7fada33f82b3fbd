/** Referrals in words. */
import type { Shape } from '$lib/api'

export type ReferralView = Shape<'ReferralView'>
export type ColleagueView = Shape<'ColleagueView'>
export type Urgency = ReferralView['urgency']
export const URGENCIES: readonly Urgency[] = ['routine', 'soon', 'urgent']
export const TONES = {
  sent: 'neutral',
  seen: 'brand',
  accepted: 'ok',
  booked: 'ok',
  declined: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<ReferralView['status'], string>
