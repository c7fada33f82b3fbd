/** What the server asks staff to confirm before a slot is taken (Q4, Q7), in words. */
import { t } from '$i18n'
import type { Accepted, ClaimView, Refusal } from '$lib/api'
import { clockText } from '$lib/time/days'
import { numericDay, timeText } from '$lib/time/format'
import { confirm } from '$lib/ui'

interface Warning {
  kind: Accepted
  from_day?: string
  to_day?: string
  blocks?: { start: number; end: number; note: string }[]
  appointments?: { starts_at: string; ends_at: string; booked_by: string }[]
  claim?: ClaimView
  unmet?: string[]
}

/** The warnings of a `needs_confirmation` or `blocked` refusal. */
export function warningsOf(refusal: Refusal): Warning[] {
  return (refusal.data['warnings'] as Warning[] | undefined) ?? []
}

/** One sentence a warning. */
export function warningText(warning: Warning, zone: string): string {
  switch (warning.kind) {
    case 'overlap':
      return t(
        'agenda.warning.overlap',
        (warning.appointments ?? []).map((one) => timeText(one.starts_at, zone)).join(', '),
      )
    case 'block':
      return t(
        'agenda.warning.block',
        (warning.blocks ?? [])
          .map((one) => `${clockText(one.start)} – ${clockText(one.end)}${one.note ? ` (${one.note})` : ''}`)
          .join(', '),
      )
    case 'leave':
      return t('agenda.warning.leave', numericDay(warning.from_day ?? ''), numericDay(warning.to_day ?? ''))
    case 'off_schedule':
      return t('agenda.warning.off_schedule')
    case 'claim':
      return t('agenda.warning.claim', warning.claim?.by.name ?? '')
    case 'conditions':
      return t('agenda.warning.conditions', (warning.unmet ?? []).map(conditionText).join(', '))
  }
}

function conditionText(condition: string): string {
  const known = {
    audience: t('agenda.condition.audience'),
    age: t('agenda.condition.age'),
    referral: t('agenda.condition.referral'),
    too_soon: t('agenda.condition.too_soon'),
    too_late: t('agenda.condition.too_late'),
    per_day: t('agenda.condition.per_day'),
  } as Record<string, string>
  return known[condition] ?? condition
}

/** Shows the warnings and asks; the kinds to accept, or null when the person gives up. */
export async function acceptWarnings(refusal: Refusal, title: string, zone: string): Promise<Accepted[] | null> {
  const warnings = warningsOf(refusal)
  const agreed = await confirm({
    title,
    text: t('agenda.warning.intro'),
    lines: warnings.map((warning) => warningText(warning, zone)),
    yes: t('agenda.warning.yes'),
  })
  return agreed ? warnings.map((warning) => warning.kind) : null
}
