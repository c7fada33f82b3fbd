/** Which of the agenda's small forms is open, and on which column (F014). */
import type { Column } from '../model/column.svelte'

export type FormName = 'leave' | 'block' | 'event' | 'extra'

export interface FormStart {
  /** A minute to begin with. */
  start?: number
  /** An event to change. */
  eventId?: string
}

interface OpenForm extends FormStart {
  name: FormName
  column: Column
}

let current = $state.raw<OpenForm | null>(null)

export const forms = {
  get current(): OpenForm | null {
    return current
  },
  open(name: FormName, column: Column, start: FormStart = {}): void {
    current = { name, column, ...start }
  },
  close(): void {
    current = null
  },
}
