/** Blocks, extra ranges and leave in one gesture from the agenda, each with its "Annuler"; the windows are those of the planning. */
import { t } from '$i18n'
import { api, type BlockView, type ExtraView, type Shape } from '$lib/api'
import { act } from '$lib/forms/act'
import { clockText, type Day } from '$lib/time/days'
import { numericDay } from '$lib/time/format'

export function endLeave(practitioner_id: string, from_day: Day, to_day: Day): Promise<unknown> {
  return act(() => api.POST('/api/leaves/end', { body: { practitioner_id, from_day, to_day } }), {
    done: t('agenda.leave.ended', numericDay(from_day), numericDay(to_day)),
    failed: t('agenda.leave.failed'),
  })
}

export function blockHours(body: Shape<'BlockHours'>): Promise<unknown> {
  return act(() => api.POST('/api/blocks', { body }), {
    done: t('agenda.block.done', clockText(body.start), clockText(body.end)),
    failed: t('agenda.block.failed'),
  })
}

/** Reopens the hours of one block, or any hours and types when given as they were blocked (F059). */
export function unblockHours(block: BlockView | Shape<'BlockHours'>): Promise<unknown> {
  const body: Shape<'BlockHours'> = {
    practitioner_id: block.practitioner_id,
    days: 'days' in block ? block.days : [block.day],
    start: block.start,
    end: block.end,
    type_ids: block.type_ids ?? null,
  }
  return act(() => api.POST('/api/blocks/unblock', { body }), {
    done: t('agenda.block.undone', clockText(block.start), clockText(block.end)),
    failed: t('agenda.block.failed'),
  })
}

export function removeExtra(extra: ExtraView): Promise<unknown> {
  const body = { practitioner_id: extra.practitioner_id, ids: [extra.id] }
  return act(() => api.POST('/api/extras/remove', { body }), {
    done: t('agenda.extra.removed', clockText(extra.start), clockText(extra.end)),
    failed: t('agenda.extra.failed'),
  })
}
