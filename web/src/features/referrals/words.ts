/** Referrals in words. */
import type { Shape } from '$lib/api'

export type ReferralView = Shape<'ReferralView'>
export type ReceivedView = Shape<'ReceivedReferralView'>
export type Status = ReferralView['status']
export type Answer = Shape<'AnswerReferral'>['status']
/** What both sides see of how it stands. */
export type Stands = Pick<ReferralView, 'status' | 'urgency' | 'booked_for' | 'acts' | 'onward_to'>
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

/** What the addressee may still answer. */
export const answersTo = (status: Status): readonly Answer[] =>
  status === 'booked'
    ? ['declined']
    : status === 'accepted'
      ? ['booked', 'declined']
      : ['accepted', 'booked', 'declined']
