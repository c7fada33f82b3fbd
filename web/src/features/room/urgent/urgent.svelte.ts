/** What is urgent and reached the practitioner while he consults. It makes no sound here: the patient would hear it too, and the desk's page rings. */
import { SvelteMap } from 'svelte/reactivity'
import { waitingFor } from '$features/urgent/reached'
import { api, read, Refusal, type ChatLine, type Me, type UrgentContent, type UrgentView } from '$lib/api'
import { LiveStore } from '$lib/live/store.svelte'

const AGAIN = 5_000

export class Urgent {
  private me = $state.raw('')
  private stores = $state.raw<readonly LiveStore[]>([])
  private lines = $state.raw<LiveStore | null>(null)
  private readonly contents = new SvelteMap<string, UrgentContent | null>()
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    void this.begin()
  }

  get waiting(): UrgentView[] {
    return waitingFor(this.all, this.me)
  }
  get(id: string): UrgentView | undefined {
    return this.all.find((one) => one.id === id)
  }
  /** What it says: undefined while it is read, null where it cannot be any more. */
  content(id: string): UrgentContent | null | undefined {
    return this.contents.get(id)
  }
  /** Where an answer goes: into the conversation, to whoever asks where one has no part in it; null while that is not known. */
  answersThere(view: UrgentView): boolean | null {
    if (!this.lines?.ready) return null
    return view.conversation_id !== null && this.lines.of<ChatLine>('lines').has(view.conversation_id)
  }

  async learn(id: string): Promise<void> {
    try {
      this.contents.set(id, await read(api.GET('/api/urgent/{urgent_id}', { params: { path: { urgent_id: id } } })))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 404) this.contents.set(id, null)
    }
  }

  async take(view: UrgentView): Promise<void> {
    await read(api.POST('/api/urgent/{urgent_id}/take', { params: { path: { urgent_id: view.id } } }))
  }

  /** Under the same `id` it is said once. */
  async answer(view: UrgentView, id: string, text: string): Promise<void> {
    const there = this.answersThere(view) ? view.conversation_id : null
    const conversation_id = there ?? (await this.between(view))
    await read(
      api.POST('/api/conversations/{conversation_id}/messages', {
        params: { path: { conversation_id } },
        body: { id, text },
      }),
    )
  }

  close(): void {
    clearTimeout(this.timer)
    for (const store of [...this.stores, ...(this.lines ? [this.lines] : [])]) store.close()
  }

  /** The conversation of the two. */
  private async between(view: UrgentView): Promise<string> {
    const body = { practice_id: view.practice_id, people: [view.author.id], name: null }
    return (await read<ChatLine>(api.POST('/api/conversations', { body }))).id
  }

  private get all(): UrgentView[] {
    return this.stores.flatMap((store) => [...store.of<UrgentView>('urgent').values()])
  }

  private async begin(): Promise<void> {
    try {
      const { person, practices } = await read<Me>(api.GET('/api/me'))
      const heard = practices.filter((one) => one.role !== 'outside_colleague').map((one) => one.id)
      this.me = person.id
      this.lines = new LiveStore(`chats/${person.id}`, {}, ['lines'])
      this.stores = [...new Set(heard)].map((id) => new LiveStore(`urgent/${id}`, {}, ['urgent']))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // Whoever is signed out has no call here either.
      if (error.status !== 401 && error.status !== 403) this.timer = setTimeout(() => void this.begin(), AGAIN)
    }
  }
}
