/** "Annuler": every change that a command of this page made can be undone, in the notice for eight seconds, then by Ctrl-Z. */
import { t } from '$i18n'
import { api, command, Refusal, type ChangeEntry } from '$lib/api'
import { notices } from '$lib/ui'

const KEPT = 50
let stack: { change: string; title: string; dismiss: () => void }[] = []

/** Says that a command is done and offers to undo it. `change` is what the command answered. */
export function undoable(title: string, change: string | null, options: { text?: string } = {}): void {
  if (!change) {
    notices.done(title, options)
    return
  }
  const run = () => void undo(change, title)
  const dismiss = notices.done(title, { ...options, undo: { label: t('common.undo'), kbd: 'Ctrl Z', run } })
  stack = [...stack.slice(1 - KEPT), { change, title, dismiss }]
}

const underWay = new Set<Promise<unknown>>()

/** Counts a change as under way until `run` has said it done, or refused: Ctrl-Z waits for it. */
export async function changing<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  const change = run()
  underWay.add(change)
  try {
    return await change
  } finally {
    underWay.delete(change)
  }
}

/**
 * Undoes the last change of this page; false when there is none left. A change under way is the last one: it is
 * waited for, and when it was refused there is nothing to undo.
 */
export async function undoLast(): Promise<boolean> {
  if (underWay.size) {
    const before = stack.at(-1)
    await Promise.allSettled(underWay)
    if (stack.at(-1) === before) return true
  }
  const last = stack.at(-1)
  if (!last) return false
  await undo(last.change, last.title)
  return true
}

/** Undoes one change, whoever made it. The answer may be a refusal: somebody changed it since. */
export async function undo(change: string, title: string): Promise<ChangeEntry | null> {
  stack.find((entry) => entry.change === change)?.dismiss()
  stack = stack.filter((entry) => entry.change !== change)
  try {
    const done = await command<ChangeEntry>(() =>
      api.POST('/api/changes/{change_id}/undo', { params: { path: { change_id: change } } }),
    )
    notices.done(t('common.undone'), { text: title })
    return done.view
  } catch (error) {
    const taken = error instanceof Refusal && error.code === 'needs_confirmation'
    notices.failed(t('common.undo.failed', title), taken ? t('common.undo.taken') : error)
    return null
  }
}
