/** How much one has to do oneself, over all practices, and the notices when the hour of something comes. No text: the board has it. */
import { untrack } from 'svelte'
import { t } from '$i18n'
import type { TodoLine } from '$lib/api'
import { quiet } from '$lib/desk/quiet.svelte'
import { session } from '$lib/desk/session.svelte'
import { windows } from '$lib/desk/windows.svelte'
import { connection } from '$lib/live/connection.svelte'
import type { EventFrame } from '$lib/live/frames'
import { LiveStore } from '$lib/live/store.svelte'
import { clock } from '$lib/time/clock.svelte'
import { notices } from '$lib/ui'

class List extends LiveStore {
  override event(frame: EventFrame): void {
    super.event(frame)
    if (frame.name === 'todo_due') for (const line of frame.body.put?.['lines'] ?? []) tell(line as TodoLine)
  }
}

function tell(line: TodoLine): void {
  if (quiet.now) return
  notices.tell(t(line.is_urgent ? 'missions.due.urgent' : 'missions.due'), {
    actions: [
      {
        label: t('missions.due.open'),
        run: () => void windows.open('mission', { practiceId: line.practice_id, missionId: line.id }),
      },
    ],
  })
}

class Todo {
  private store = $state.raw<List | null>(null)

  constructor() {
    $effect.root(() => {
      // Whose it is, and again whenever what he may do has changed.
      $effect(() => {
        const me = session.state === 'signed_in' ? session.me : null
        untrack(() => this.follow(me?.person.id ?? null))
      })
    })
  }

  /** No board is open to him. */
  get refused(): boolean {
    return this.store?.refusal != null
  }
  get count(): number {
    return this.store?.of('lines').size ?? 0
  }
  get late(): number {
    let late = 0
    for (const line of this.store?.of<TodoLine>('lines').values() ?? [])
      if (line.due_at && Date.parse(line.due_at) <= clock.minute) late++
    return late
  }

  private follow(person: string | null): void {
    const topic = person && `todo/${person}`
    if (this.store && this.store.topic === topic) return connection.widen(this.store.topic, {})
    this.store?.close()
    this.store = topic ? new List(topic, {}, ['lines']) : null
  }
}

export const todo = new Todo()
