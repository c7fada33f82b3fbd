/** What concerns the signed-in person alone: when his access changes, the page learns it without being loaded again; when he is not to be disturbed. */
import { untrack } from 'svelte'
import { LiveStore } from '$lib/live/store.svelte'
import type { EventFrame } from '$lib/live/frames'
import { session } from './session.svelte'

class Inbox extends LiveStore {
  override event(frame: EventFrame): void {
    super.event(frame)
    if (frame.body.put?.['access']) void session.load()
  }
}

let inbox = $state.raw<Inbox | null>(null)

export const currentInbox = (): LiveStore | null => inbox

/** Follows the inbox of this person, and of nobody any more with null. */
export function followInbox(personId: string | null): void {
  const topic = personId && `person/${personId}`
  const before = untrack(() => inbox)
  if (before?.topic === topic) return
  before?.close()
  inbox = topic ? new Inbox(topic, {}, ['access', 'quiet']) : null
}
