/** What a practitioner asks, live, and that one has read it. */
import { t } from '$i18n'
import { api, command, Refusal, type InstructionView } from '$lib/api'
import { LiveStore } from '$lib/live/store.svelte'
import { notices } from '$lib/ui'

/** One for each practitioner on screen: a window and a card may both show what he asks. */
const open = new Map<string, Instructions>()

/** The instructions of a practitioner, to be closed by whoever opened them. */
export function openInstructions(practitionerId: string): Instructions {
  const found = open.get(practitionerId) ?? new Instructions(practitionerId)
  open.set(practitionerId, found)
  found.readers += 1
  return found
}

export class Instructions {
  readers = 0
  private store: LiveStore

  constructor(readonly practitionerId: string) {
    this.store = new LiveStore(`instructions/${practitionerId}`, {}, ['instructions'])
  }

  get ready(): boolean {
    return this.store.ready
  }
  get refused(): boolean {
    return this.store.refusal !== null
  }

  /** In the order in which they were given. */
  get all(): InstructionView[] {
    return [...this.store.of<InstructionView>('instructions').values()].sort(
      (a, b) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id),
    )
  }

  /** Changes whenever one is given, changed or withdrawn: which apply is then asked again. Readings do not count. */
  get stamp(): string {
    return this.all.map((one) => `${one.id}:${one.version}`).join(' ')
  }

  close(): void {
    this.readers -= 1
    if (this.readers > 0) return
    open.delete(this.practitionerId)
    this.store.close()
  }
}

/** Says that one has read it, as it stands on the screen. */
export async function haveRead(rule: InstructionView): Promise<void> {
  const params = { path: { instruction_id: rule.id } }
  try {
    await command(() =>
      api.POST('/api/instructions/{instruction_id}/read', { params, body: { version: rule.version } }),
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    notices.failed(t('instructions.read.failed'), error)
  }
}
