/** When an instruction applies, in words. */
import { t } from '$i18n'
import { agendas } from '$features/agenda/model/agendas.svelte'
import type { InstructionScope, InstructionView } from '$lib/api'
import { session } from '$lib/desk/session.svelte'
import { hoursText } from '$lib/forms/times'
import type { Day } from '$lib/time/days'
import { dayRange, shortDay, weekdayName } from '$lib/time/format'

/** "Bilan, Suivi · nouveaux patients · lundi, mardi · 08:00–10:00 · du 3 au 7 décembre"; empty when it always applies. */
export function scopeText(scope: InstructionScope, practitionerId: string): string {
  const types = (scope.type_ids ?? []).map((id) => agendas.get(practitionerId)?.types.get(id)?.name)
  const { start, end, from_day: from, to_day: to } = scope
  return [
    types.length ? types.filter(Boolean).join(', ') || t('instructions.some_types') : '',
    scope.patients === 'new' ? t('instructions.new') : scope.patients === 'known' ? t('instructions.known') : '',
    (scope.weekdays ?? []).map((one) => weekdayName(one)).join(', '),
    start != null && end != null ? hoursText(start, end) : '',
    from && to ? dayRange(from, to) : from ? t('instructions.from', shortDay(from)) : '',
    to && !from ? t('instructions.to', shortDay(to)) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

/** Everything beside its text: until when it is shown, too. */
export function conditionsText(rule: Pick<InstructionView, 'scope' | 'expires_on'>, practitionerId: string): string {
  const until = rule.expires_on ? t('instructions.until', shortDay(rule.expires_on)) : ''
  return [scopeText(rule.scope, practitionerId) || t('instructions.always'), until].filter(Boolean).join(' · ')
}

export const isExpired = (rule: Pick<InstructionView, 'expires_on'>, today: Day) =>
  rule.expires_on != null && rule.expires_on < today

/** It is the reader's own: nobody asks him to read what he said. */
export const isMine = (practitionerId: string) =>
  session.me.practices.some((one) => one.practitioner_id === practitionerId)
