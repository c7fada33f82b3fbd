/** What just happened, at the top right (F002); a failure is red and states its reason (F003). */
import { reasonOf } from '$lib/api'

export interface NoticeAction {
  label: string
  run: () => void
  kbd?: string
}

export interface Notice {
  id: number
  tone: 'ok' | 'info' | 'danger'
  title: string
  text?: string
  actions: readonly NoticeAction[]
}

const STAYS = { ok: 4_000, info: 8_000, danger: 12_000 } as const
/** How long "Annuler" is offered. */
export const UNDO_FOR = 8_000

let all = $state.raw<readonly Notice[]>([])
let nextId = 1
/** Somebody is reading, or about to press: nothing goes away. */
let held = false
const due = new Set<number>()

function show(
  notice: Omit<Notice, 'id' | 'actions'> & { actions?: readonly NoticeAction[] },
  stays: number,
): () => void {
  const id = nextId++
  all = [...all.slice(-3), { actions: [], ...notice, id }]
  const timer = setTimeout(() => (held ? due.add(id) : dismiss(id)), stays)
  return () => {
    clearTimeout(timer)
    dismiss(id)
  }
}

function dismiss(id: number): void {
  due.delete(id)
  all = all.filter((notice) => notice.id !== id)
  if (!all.length) held = false
}

export const notices = {
  get all(): readonly Notice[] {
    return all
  },
  dismiss,
  /** Keeps what is there, as long as the pointer or the focus is on it; what was due goes when it leaves. */
  hold(on: boolean): void {
    held = on
    if (!on) due.forEach(dismiss)
  },
  /** A confirmed success. With an `undo` it stays eight seconds. */
  done(
    title: string,
    options: { text?: string; undo?: NoticeAction; actions?: readonly NoticeAction[] } = {},
  ): () => void {
    const actions = [...(options.actions ?? []), ...(options.undo ? [options.undo] : [])]
    return show({ tone: 'ok', title, text: options.text, actions }, actions.length ? UNDO_FOR : STAYS.ok)
  },
  /** Something a colleague did, or that one should know. */
  tell(title: string, options: { text?: string; actions?: readonly NoticeAction[] } = {}): () => void {
    return show({ tone: 'info', title, ...options }, STAYS.info)
  },
  /** What was not done, and why: pass the error that was thrown, or a reason in words. */
  failed(title: string, reason: unknown, options: { actions?: readonly NoticeAction[] } = {}): () => void {
    const text = typeof reason === 'string' ? reason : reasonOf(reason)
    return show({ tone: 'danger', title, text, ...options }, STAYS.danger)
  },
}
