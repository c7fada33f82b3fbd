/** Calls in words. */
import { t } from '$i18n'
import { phoneText } from '$features/patients/phones'
import type { PhoneCallView, Shape } from '$lib/api'
import { clock } from '$lib/time/clock.svelte'
import { rings } from './ringing'

export type Outcome = NonNullable<Shape<'NoteCall'>['outcome']>
export const OUTCOMES: readonly Exclude<Outcome, ''>[] = [
  'booked',
  'changed',
  'cancelled',
  'message',
  'informed',
  'transferred',
  'missed',
]

export const numberText = (number: string) => (number ? phoneText(number) : t('phone.hidden'))

/** "En cours, Sonia Petit", "Manqué", "Message transmis, Sonia Petit". */
export function standingText(call: PhoneCallView): string {
  const what = call.outcome
    ? t(`phone.outcome.${call.outcome}`)
    : call.state === 'ended' || (call.state === 'ringing' && !call.taken_by && !rings(call, clock.minute))
      ? ''
      : t(`phone.state.${call.state}`)
  return [what, call.taker].filter(Boolean).join(', ')
}
