/** Leave, blocks, extra ranges and planning events: the agenda's own commands about them, each with its "Annuler". */
import { t } from '$i18n'
import {
  api,
  command,
  type BlockView,
  type ExtraView,
  type PlanningEventFields,
  type PlanningEventView,
  type Shape,
} from '$lib/api'
import { undoable } from '$lib/desk/undo.svelte'
import { clockText, type Day } from '$lib/time/days'
import { numericDay } from '$lib/time/format'
import { notices } from '$lib/ui'

/** Runs a command and tells how it went; null when it was refused. */
async function tried<Answer>(
  failure: string,
  act: () => ReturnType<typeof command<Answer>>,
  title: string,
): Promise<Answer | null> {
  try {
    const done = await act()
    undoable(title, done.change)
    return done.view
  } catch (error) {
    notices.failed(failure, error)
    return null
  }
}

/** Closes whole days; the answer lists the appointments that stand there (Q8). */
export function takeLeave(body: Shape<'TakeLeave'>): Promise<Shape<'TakenLeave'> | null> {
  return tried<Shape<'TakenLeave'>>(
    t('agenda.leave.failed'),
    () => command(() => api.POST('/api/leaves', { body })),
    t('agenda.leave.taken', numericDay(body.from_day), numericDay(body.to_day)),
  )
}

export function endLeave(practitioner_id: string, from_day: Day, to_day: Day): Promise<unknown> {
  return tried(
    t('agenda.leave.failed'),
    () => command(() => api.POST('/api/leaves/end', { body: { practitioner_id, from_day, to_day } })),
    t('agenda.leave.ended', numericDay(from_day), numericDay(to_day)),
  )
}

export function blockHours(body: Shape<'BlockHours'>): Promise<unknown> {
  return tried(
    t('agenda.block.failed'),
    () => command(() => api.POST('/api/blocks', { body })),
    t('agenda.block.done', clockText(body.start), clockText(body.end)),
  )
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
  return tried(
    t('agenda.block.failed'),
    () => command(() => api.POST('/api/blocks/unblock', { body })),
    t('agenda.block.undone', clockText(block.start), clockText(block.end)),
  )
}

export function addExtras(body: Shape<'AddExtras'>): Promise<unknown> {
  return tried(
    t('agenda.extra.failed'),
    () => command(() => api.POST('/api/extras', { body })),
    t('agenda.extra.added', clockText(body.start), clockText(body.end)),
  )
}

export function removeExtra(extra: ExtraView): Promise<unknown> {
  return tried(
    t('agenda.extra.failed'),
    () =>
      command(() =>
        api.POST('/api/extras/remove', { body: { practitioner_id: extra.practitioner_id, ids: [extra.id] } }),
      ),
    t('agenda.extra.removed', clockText(extra.start), clockText(extra.end)),
  )
}

/** Creates an event, or replaces the one given. */
export function saveEvent(
  practitioner_id: string,
  fields: PlanningEventFields,
  event: PlanningEventView | null,
): Promise<PlanningEventView | null> {
  return tried<PlanningEventView>(
    t('agenda.event.failed'),
    () =>
      command(() =>
        event
          ? api.PATCH('/api/planning-events/{event_id}', {
              params: { path: { event_id: event.id } },
              body: { version: event.version, fields },
            })
          : api.POST('/api/planning-events', { body: { practitioner_id, fields } }),
      ),
    t('agenda.event.saved', fields.title),
  )
}

export function deleteEvent(event: PlanningEventView): Promise<unknown> {
  return tried(
    t('agenda.event.failed'),
    () => command(() => api.DELETE('/api/planning-events/{event_id}', { params: { path: { event_id: event.id } } })),
    t('agenda.event.deleted', event.title),
  )
}
